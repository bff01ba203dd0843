// The line to write in, with the buttons for pictures, files, places and stickers.

import { askPlace, pickFiles } from "./asking.js";
import { button, el, icon } from "./dom.js";
import { tray } from "./stickers.js";

export class Composer {
  constructor(phone) {
    this.phone = phone;
    const id = `say-${phone.id}`;
    this.field = el("textarea", { id, rows: "1", maxlength: "5000", placeholder: "พิมพ์ข้อความ", enterkeyhint: "send" });
    this.more = this.panel();
    this.stickers = tray((one) => this.sticker(one));
    this.stickers.hidden = true;
    this.plus = tool("plus", "แนบสิ่งอื่น", () => this.open(this.more));
    this.face = tool("face", "สติกเกอร์", () => this.open(this.stickers));
    this.send = el("button", { type: "submit", class: "send", "aria-label": "ส่งข้อความ" }, icon("send"));
    this.line = el(
      "form",
      { class: "composer-line", on: { submit: (event) => this.submit(event) } },
      this.plus,
      el("label", { class: "unseen", for: id }, "ข้อความ"),
      el("div", { class: "field" }, this.field, this.face),
      this.send,
    );
    this.node = el("div", { class: "composer" }, this.line, this.more, this.stickers);
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", () => {
      this.fit();
      this.phone.menu.fold(true); // as the keyboard takes the menu's place
    });
  }

  panel() {
    const item = (name, label, act) => button([icon(name), el("span", {}, label)], "attach", () => this.choose(act));
    return el(
      "div",
      { class: "panel", hidden: true, role: "group", "aria-label": "แนบ" },
      item("picture", "รูปหรือวิดีโอ", () => pickFiles(this.phone, "image/*,video/*")),
      item("sound", "เสียง", () => pickFiles(this.phone, "audio/*")),
      item("file", "ไฟล์", () => pickFiles(this.phone, "")),
      item("place", "ตำแหน่ง", () => askPlace(this.phone)),
    );
  }

  open(panel) {
    for (const one of [this.more, this.stickers]) one.hidden = one !== panel || !one.hidden;
    this.plus.setAttribute("aria-expanded", String(!this.more.hidden));
    this.face.setAttribute("aria-expanded", String(!this.stickers.hidden));
    this.phone.toEnd();
  }

  choose(act) {
    this.open(null);
    return this.phone.try(act());
  }

  sticker({ package_id, sticker_id, keywords }) {
    this.open(null);
    return this.phone.do("sticker", { package_id, sticker_id, keywords });
  }

  /** Begin to write, with words already there. */
  begin(words) {
    this.field.value = words;
    this.fit();
    this.field.focus();
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.line.requestSubmit();
    }
  }

  async submit(event) {
    event.preventDefault();
    const words = this.field.value.trim();
    if (!words) return;
    this.field.value = "";
    this.fit();
    this.open(null);
    const sent = await this.phone.do("text", { text: words });
    if (!sent && !this.field.value) this.begin(words);
  }

  fit() {
    this.field.style.setProperty("height", "auto");
    this.field.style.setProperty("height", `${Math.min(this.field.scrollHeight, 120)}px`);
  }
}

function tool(name, label, onClick) {
  return button(icon(name), "tool", onClick, { "aria-label": label, "aria-expanded": "false" });
}
