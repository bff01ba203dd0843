// One customer's phone: header, chat, quick replies, input, rich menu.

import { perform } from "./actions.js";
import { drawLine, drawLoading, note } from "./bubbles.js";
import { post } from "./client.js";
import { Composer } from "./composer.js";
import { button, el, icon } from "./dom.js";
import { RichMenu } from "./richmenu.js";
import { day } from "./thai.js";

const NEAR_END = 80; // pixels: whoever reads further up is not pulled down

export class Phone {
  /** `say(words)` shows a short notice to the tester. */
  constructor(chat, botName, say) {
    this.id = chat.id;
    this.say = say;
    this.botName = botName;
    this.lines = new Map();
    this.drawn = new Map();
    this.hands = {
      onTap: (action) => this.tap(action),
      onUnsend: (line) => this.do("unsend", { message_id: line.message_id }),
      onRedeliver: (line) => this.try(post(`/events/${line.event_id}/redeliver`)),
    };
    this.build(chat);
    this.stickToEnd();
    this.update(chat);
  }

  build(chat) {
    const titleId = `phone-${chat.id}`;
    const ownerId = `owner-${chat.id}`;
    this.owner = el("strong");
    this.list = el("div", { class: "lines" });
    this.log = el("div", { class: "log", role: "log", "aria-label": "ข้อความในแชต", tabindex: "0" }, this.list);
    this.chips = el("div", { class: "chips", role: "group", "aria-label": "คำตอบด่วน" });
    this.composer = new Composer(this);
    this.menu = new RichMenu(this);
    this.gate = el("div", { class: "gate" });
    this.blockButton = button("", "head-item", () => {
      this.head.open = false;
      this.toggleBlock();
    });
    this.node = el(
      "section",
      { class: "phone", "aria-labelledby": `${titleId} ${ownerId}` },
      el(
        "header",
        { class: "phone-head" },
        el("div", { class: "phone-names" }, el("h2", { id: titleId }, this.botName), el("p", { id: ownerId }, "โทรศัพท์ของ ", this.owner)),
        (this.head = this.headMenu()),
      ),
      this.log,
      this.chips,
      this.composer.node,
      this.menu.node,
      this.gate,
    );
  }

  /** Stay at the newest line while lines, pictures or the keyboard come, unless the reader has scrolled up. */
  stickToEnd() {
    this.sticks = true;
    let top = 0;
    this.log.addEventListener("scroll", () => {
      const left = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
      if (left < NEAR_END) this.sticks = true;
      else if (this.log.scrollTop < top) this.sticks = false; // only a reader goes up; growing lines do not
      top = this.log.scrollTop;
    });
    const follow = new ResizeObserver(() => {
      if (this.sticks) this.log.scrollTop = this.log.scrollHeight;
    });
    follow.observe(this.log);
    follow.observe(this.list);
  }

  headMenu() {
    const menu = el("details", { class: "options head-options" });
    menu.append(el("summary", { "aria-label": "ตัวเลือกของแชตนี้" }, icon("menu")), el("div", { class: "options-list" }, this.blockButton));
    menu.addEventListener("focusout", (event) => {
      if (!menu.contains(event.relatedTarget)) menu.open = false;
    });
    return menu;
  }

  /** Take in the chat's new state and the lines that changed. */
  update(chat) {
    this.chat = chat;
    this.owner.textContent = chat.name;
    for (const line of chat.messages) this.lines.set(line.n, line);
    if (chat.messages.length || this.list.childElementCount === 0) this.drawLines();
    this.showLoading(chat.loading_seconds_left);
    this.showChips();
    this.showState();
    this.menu.show(chat.rich_menu);
    if (chat.messages.some((line) => line.from === "customer")) this.toEnd();
  }

  /** Draws what changed and leaves the rest alone: a film goes on playing, an open menu stays open. */
  drawLines() {
    const nodes = this.lines.size ? [] : [this.intro()];
    let previous = null;
    for (const line of [...this.lines.values()].sort((a, b) => a.n - b.n)) {
      nodes.push(...this.nodesOf(line, previous));
      previous = line;
    }
    nodes.forEach((node, index) => {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] ?? null);
    });
    while (this.list.childElementCount > nodes.length) this.list.lastElementChild.remove();
  }

  /** What stands in a chat before its first line. */
  intro() {
    this.profile ??= el(
      "div",
      { class: "intro" },
      el("div", { class: "avatar intro-avatar", "aria-hidden": "true" }, "นด"),
      el("p", { class: "intro-name" }, this.botName),
      el("p", {}, "บัญชีทางการจำลอง"),
    );
    return this.profile;
  }

  nodesOf(line, previous) {
    const known = this.drawn.get(line.n);
    if (known?.line === line && known.previous === previous) return known.nodes;
    const startsDay = !previous || day(previous.at) !== day(line.at);
    const startsGroup = previous?.from !== "bot" || previous.kind === "event" || previous.sender !== line.sender;
    const node = drawLine(line, { botName: this.botName, startsGroup, hands: this.hands });
    const nodes = [startsDay ? note(day(line.at)) : null, node].filter(Boolean);
    this.drawn.set(line.n, { line, previous, nodes });
    return nodes;
  }

  showLoading(seconds) {
    clearTimeout(this.loadingTimer);
    this.loading?.remove();
    this.loading = null;
    if (seconds <= 0) return;
    this.loading = drawLoading();
    this.log.append(this.loading);
    if (this.sticks) this.toEnd();
    this.loadingTimer = setTimeout(() => this.showLoading(0), seconds * 1000);
  }

  /** Quick replies belong to the last message only, and go with the next line of either side. */
  showChips() {
    const last = this.lines.get(Math.max(0, ...this.lines.keys()));
    const items = last?.from === "bot" ? (last.message.quickReply?.items ?? []) : [];
    const shown = this.chat.blocked ? [] : items;
    this.chips.replaceChildren(...shown.map(({ action }) => button(String(action?.label ?? ""), "chip", () => this.tapChip(action))));
    this.chips.hidden = shown.length === 0;
  }

  tapChip(action) {
    if (!["camera", "cameraRoll", "location", "datetimepicker"].includes(action.type)) this.chips.hidden = true;
    this.tap(action);
  }

  showState() {
    const { friend, blocked } = this.chat;
    const open = friend && !blocked;
    this.blockButton.textContent = blocked ? "เลิกบล็อก" : "บล็อกบัญชีนี้";
    this.composer.node.hidden = !open;
    this.gate.hidden = open;
    this.node.classList.toggle("phone-closed", !open);
    if (open) return;
    const words = blocked ? "คุณบล็อกบัญชีนี้อยู่ ข้อความจะส่งไม่ถึงกัน" : `เพิ่ม ${this.botName} เป็นเพื่อนเพื่อเริ่มแชต`;
    const way = blocked ? button("เลิกบล็อก", "button", () => this.do("unblock")) : button("เพิ่มเพื่อน", "button", () => this.do("follow"));
    this.gate.replaceChildren(el("p", {}, words), way);
  }

  toggleBlock() {
    return this.do(this.chat.blocked ? "unblock" : "block");
  }

  tap(action) {
    return this.try(perform(action, this));
  }

  /** Do something on this phone: `what` is a call of the control API. */
  do(what, body = {}) {
    return this.try(post(`/customers/${this.id}/${what}`, body));
  }

  async try(promise) {
    try {
      return await promise;
    } catch (error) {
      this.say(`ทำไม่สำเร็จ: ${error.message}`);
      return null;
    }
  }

  toEnd() {
    this.sticks = true;
    requestAnimationFrame(() => {
      this.log.scrollTop = this.log.scrollHeight;
    });
  }
}
