// The tester's drawer: make LINE misbehave, move the clock, add customers.

import { call, post } from "./client.js";
import { button, el, icon } from "./dom.js";
import { spoken } from "./thai.js";

const FAULT_WORDS = {
  error: "ตอบ 500 ก่อนรับ",
  accept_then_error: "รับแล้วตอบ 500",
  rate_limit: "ตอบ 429 เรียกถี่เกิน",
  quota: "ตอบ 429 โควตาหมด",
  unauthorized: "ตอบ 401",
  hang: "ไม่ตอบ (time-out)",
  accept_then_hang: "รับแล้วไม่ตอบ (time-out)",
  drop: "ตัดสายก่อนรับ",
  accept_then_drop: "รับแล้วตัดสาย",
  accept_then_empty: "รับแล้วตอบว่าง",
  bad_bytes: "ตอบ 500 เป็นไบต์เสีย",
};
const SEND = "POST /v2/bot/message/*";

export class Tools {
  constructor(node, opener, page) {
    this.node = node;
    this.opener = opener;
    this.page = page;
    opener.addEventListener("click", () => (node.hidden ? this.open() : this.close()));
    node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    this.build();
  }

  /** Whether the drawer takes room from the phones. */
  get isBeside() {
    return !this.node.hidden && document.documentElement.clientWidth >= 740;
  }

  open(focusId) {
    this.node.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.page.arrange();
    (document.getElementById(focusId) ?? this.title).focus();
  }

  close() {
    this.node.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.page.arrange();
    this.opener.focus();
  }

  build() {
    this.title = el("h2", { id: "tools-title", tabindex: "-1" }, "เครื่องมือทดสอบ");
    this.who = el("select", { id: "tools-who" });
    this.state = el("p", { class: "tools-state" });
    this.running = el("ul", { class: "faults" });
    this.node.append(
      el("div", { class: "tools-head" }, this.title, button(icon("close"), "tool", () => this.close(), { "aria-label": "ปิดเครื่องมือทดสอบ" })),
      this.state,
      section("ลูกค้า", el("label", { for: "tools-who" }, "ทำกับโทรศัพท์ของ"), this.who, ...this.phoneTools()),
      section("การส่งถึงบอต", ...this.webhookTools()),
      section("LINE ขัดข้อง", ...this.faultTools(), this.running),
      section("นาฬิกา", ...this.clockTools()),
      section("เพิ่มลูกค้า", this.personForm()),
      section("เริ่มใหม่", this.tool("ล้างทุกอย่าง", "ลบแชตและการตั้งค่าทดลองทั้งหมดของ LINE จำลอง ข้อมูลในระบบงานไม่หาย", () => this.reset())),
    );
  }

  phoneTools() {
    return [
      this.tool("ส่งเหตุการณ์ล่าสุดซ้ำ", "LINE อาจส่งเหตุการณ์เดิมมาอีก บอตต้องไม่ทำซ้ำ", () => this.redeliver()),
      this.tool("สลับสองข้อความถัดไป", "ข้อความที่พิมพ์ทีหลังจะไปถึงบอตก่อน", () => post(`/customers/${this.chosen}/swap-next`)),
      this.tool("ยกเลิกข้อความล่าสุด", "ลูกค้ายกเลิกข้อความ บอตต้องลบข้อความนั้น", () => this.unsend()),
      this.tool("บล็อก / เลิกบล็อก", "ระหว่างบล็อก ข้อความจากบอตจะไม่ถึงลูกค้า", () => this.toggleBlock()),
    ];
  }

  webhookTools() {
    return [
      this.tool("พักไว้", "ข้อความทุกคนจะค้างอยู่ที่ LINE จนกว่าจะปล่อย", () => post("/webhooks/hold")),
      this.tool("ปล่อยตามลำดับ", "ส่งข้อความที่พักไว้ตามลำดับเดิม", () => post("/webhooks/release")),
      this.tool("ปล่อยย้อนลำดับ", "ส่งข้อความที่พักไว้จากหลังไปหน้า", () => post("/webhooks/release", { backwards: true })),
      this.tool("ให้ reply token หมดอายุ", "บอตตอบด้วย token เดิมไม่ได้ ต้องส่งแบบ push", () => post("/tokens/expire")),
    ];
  }

  faultTools() {
    this.kind = el("select", { id: "fault-kind" }, ...Object.entries(FAULT_WORDS).map(([kind, words]) => el("option", { value: kind }, words)));
    this.span = el(
      "select",
      { id: "fault-span" },
      el("option", { value: "1" }, "ครั้งถัดไป"),
      el("option", { value: "5" }, "5 ครั้งถัดไป"),
      el("option", { value: "" }, "จนกว่าจะหยุด"),
    );
    return [
      el("label", { for: "fault-kind" }, "เมื่อบอตส่งข้อความ ให้ LINE"),
      this.kind,
      el("label", { for: "fault-span" }, "เป็นเวลา"),
      this.span,
      this.tool("เริ่มขัดข้อง", "มีผลกับการส่งข้อความทุกแบบของบอต", () => this.addFault()),
      this.tool("เลิกจำลองความขัดข้องทั้งหมด", "LINE กลับมาทำงานตามปกติ", () => call("DELETE", "/faults")),
      this.tool("ใช้โควตาให้หมด", "ข้อความแบบ push ส่งไม่ได้จนสิ้นเดือน การตอบกลับยังส่งได้", () => post("/quota", { use_up: true })),
      this.tool("คืนโควตา", "เริ่มนับโควตาเดือนนี้ใหม่", () => post("/quota", { used: 0 })),
    ];
  }

  clockTools() {
    this.moment = el("input", { type: "datetime-local", id: "clock-to" });
    const words = el("p", { class: "ask-words", role: "status" });
    this.moment.addEventListener("input", () => {
      words.textContent = spoken(this.moment.value, "datetime");
    });
    return [
      this.tool("+1 ชั่วโมง", "ทั้ง LINE จำลองและระบบงานข้ามเวลาไปด้วยกัน", () => post("/clock", { advance_seconds: 3600 })),
      this.tool("+1 วัน", "ใช้ดูการเตือนและการครบกำหนด", () => post("/clock", { advance_seconds: 86_400 })),
      el("label", { for: "clock-to" }, "ไปถึงวันเวลา"),
      this.moment,
      words,
      this.tool("ไปถึงวันเวลานี้", "วันที่ในช่องเป็นคริสต์ศักราชตามเบราว์เซอร์", () => this.moment.value && post("/clock", { to: this.moment.value })),
      this.tool("กลับเป็นเวลาจริง", "เลิกเลื่อนนาฬิกา", () => post("/clock", { offset_seconds: 0 })),
    ];
  }

  personForm() {
    const name = el("input", { type: "text", id: "person-name", required: true, maxlength: "20" });
    const language = el("select", { id: "person-language" }, el("option", { value: "th" }, "ไทย"), el("option", { value: "en" }, "English"));
    const form = el(
      "form",
      { class: "person-form" },
      el("label", { for: "person-name" }, "ชื่อที่แสดงใน LINE"),
      name,
      el("label", { for: "person-language" }, "ภาษาของแอป"),
      language,
      el("button", { type: "submit", class: "button" }, "เพิ่มลูกค้า"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.run(() => this.page.addPerson(name.value.trim(), language.value));
      name.value = "";
    });
    return form;
  }

  tool(label, explanation, act) {
    return el("div", { class: "tool-row" }, button(label, "button button-quiet", () => this.run(act)), el("p", {}, explanation));
  }

  async run(act) {
    try {
      const answer = await act();
      if (typeof answer === "string" && answer) this.page.say(answer);
    } catch (error) {
      this.page.say(`ทำไม่สำเร็จ: ${error.message}`);
    }
  }

  /** Show what is the case now. */
  update(news) {
    const chosen = this.who.value || this.page.front?.id;
    this.who.replaceChildren(...this.page.customers.map((chat) => el("option", { value: chat.id, selected: chat.id === chosen }, chat.name)));
    const { limit, used } = news.quota;
    const quota = limit === null ? "ไม่จำกัดโควตา" : `โควตาเดือนนี้ใช้ไป ${used} จาก ${limit}`;
    this.state.textContent = `${quota} · ค้างส่งถึงบอต ${news.webhooks.waiting + news.webhooks.to_redeliver}`;
    this.running.replaceChildren(...news.faults.map((fault) => this.faultRow(fault)));
  }

  faultRow(fault) {
    const left = fault.left === null ? "" : ` เหลือ ${fault.left} ครั้ง`;
    const words = `${FAULT_WORDS[fault.kind] ?? fault.kind}${left}`;
    return el("li", {}, el("span", {}, words), button("หยุด", "button button-quiet", () => this.run(() => call("DELETE", `/faults/${fault.number}`)), { "aria-label": `หยุด ${words}` }));
  }

  get chosen() {
    return this.who.value;
  }

  addFault() {
    const times = this.span.value ? { times: Number(this.span.value) } : {};
    return post("/faults", { kind: this.kind.value, endpoint: SEND, seconds: 12, ...times });
  }

  async redeliver() {
    const { events } = await call("GET", `/events?chat=${this.chosen}&limit=1`);
    if (!events.length) return "ลูกค้ารายนี้ยังไม่มีเหตุการณ์";
    await post(`/events/${events[0].event.webhookEventId}/redeliver`);
    return "ส่งซ้ำแล้ว";
  }

  async unsend() {
    const { messages } = await call("GET", `/customers/${this.chosen}/messages?from=customer`);
    const last = messages.filter((line) => line.message_id && !line.unsent).at(-1);
    if (!last) return "ลูกค้ารายนี้ไม่มีข้อความให้ยกเลิก";
    await post(`/customers/${this.chosen}/unsend`, { message_id: last.message_id });
    return "";
  }

  async toggleBlock() {
    const chat = await call("GET", `/customers/${this.chosen}`);
    await post(`/customers/${this.chosen}/${chat.blocked ? "unblock" : "block"}`);
  }

  reset() {
    if (window.confirm("ต้องการล้างแชตและการตั้งค่าทดลองทั้งหมดหรือไม่")) return post("/reset");
    return "";
  }
}

function section(title, ...children) {
  return el("section", { class: "tools-section" }, el("h3", {}, title), ...children);
}
