// The page: who there is, whose phones are on the table, the clock, the drawer of tools.

import { listen, post } from "./client.js";
import { button, el } from "./dom.js";
import { Phone } from "./phone.js";
import { clockTime, day } from "./thai.js";
import { Tools } from "./tools.js";

const $ = (id) => document.getElementById(id);
const REMEMBERED = "local-line-phones";

class Page {
  constructor() {
    this.chats = new Map();
    this.phones = new Map();
    this.onTable = JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "[]");
    this.unread = new Set();
    this.tools = new Tools($("tools"), $("tools-button"), this);
    $("add-person").addEventListener("click", () => this.tools.open("person-name"));
    window.addEventListener("resize", () => this.arrange());
  }

  /** As many phones as the window has room for. */
  get room() {
    const width = document.documentElement.clientWidth - (this.tools.isBeside ? 400 : 0);
    return width >= 1080 ? 3 : width >= 740 ? 2 : 1;
  }

  get customers() {
    return [...this.chats.values()].filter((chat) => !chat.group);
  }

  get front() {
    return this.chats.get(this.shown[0]) ?? this.customers[0] ?? null;
  }

  get shown() {
    return this.onTable.slice(0, this.room);
  }

  news(news, isNewWorld) {
    if (isNewWorld) this.forget();
    this.botName = news.bot.name;
    for (const chat of news.chats) this.take(chat);
    for (const chat of news.chats) this.phones.get(chat.id)?.update(chat);
    this.offset = new Date(news.clock.now) - Date.now();
    this.tick();
    this.tools.update(news);
    this.warn(news);
    this.arrange();
  }

  take(chat) {
    const known = this.chats.get(chat.id);
    if (!this.shown.includes(chat.id) && known && chat.messages.some((line) => line.from === "bot")) this.unread.add(chat.id);
    const lines = new Map([...(known?.messages ?? []), ...chat.messages].map((line) => [line.n, line]));
    this.chats.set(chat.id, { ...chat, messages: [...lines.values()] });
  }

  forget() {
    this.chats.clear();
    this.phones.clear();
    this.unread.clear();
    $("phones").replaceChildren();
  }

  /** Put a customer's phone on the table, first in the row unless it lies there already. */
  bring(id) {
    if (!this.shown.includes(id)) {
      this.onTable = [...this.shown.slice(0, this.room - 1), id, ...this.onTable.filter((one) => one !== id && !this.shown.includes(one))];
    }
    this.arrange();
    if (matchMedia("(hover: hover)").matches) this.phones.get(id)?.composer.field.focus(); // no keyboard over a real phone's page
  }

  arrange() {
    const ids = this.customers.map((chat) => chat.id);
    this.onTable = this.onTable.filter((id) => ids.includes(id));
    for (const id of ids) if (this.onTable.length < this.room && !this.onTable.includes(id)) this.onTable.push(id);
    for (const id of this.shown) this.unread.delete(id);
    sessionStorage.setItem(REMEMBERED, JSON.stringify(this.onTable));
    this.layPhones();
    this.drawPeople();
  }

  layPhones() {
    const wanted = this.shown.map((id) => this.phone(id).node);
    const table = $("phones");
    if (wanted.length === table.children.length && wanted.every((node, index) => node === table.children[index])) return;
    table.replaceChildren(...wanted);
    for (const id of this.shown) this.phones.get(id).toEnd();
  }

  phone(id) {
    if (!this.phones.has(id)) this.phones.set(id, new Phone(this.chats.get(id), this.botName, (words) => this.say(words)));
    return this.phones.get(id);
  }

  drawPeople() {
    const focused = document.activeElement?.dataset?.person;
    const tabs = this.customers.map((chat) => this.tab(chat));
    $("people").replaceChildren(...tabs);
    if (focused) $("people").querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus();
  }

  tab(chat) {
    const shown = this.shown.includes(chat.id);
    const tab = button(chat.name, "person", () => this.bring(chat.id), { "aria-pressed": String(shown), data: { person: chat.id } });
    if (this.unread.has(chat.id)) tab.append(el("span", { class: "badge" }, "ใหม่"));
    return el("li", {}, tab);
  }

  async addPerson(name, language) {
    const { customers } = await post("/customers", { name, language, friend: false });
    const id = customers[0].id;
    if (!this.chats.has(id)) this.take({ ...customers[0], messages: [] });
    this.bring(id);
    if (!this.tools.isBeside) this.tools.close();
  }

  tick() {
    if (this.offset === undefined) return;
    const now = new Date(Date.now() + this.offset);
    const moved = Math.abs(this.offset) > 30_000 ? " (เลื่อนนาฬิกาแล้ว)" : "";
    $("clock").textContent = `${day(now)} ${clockTime(now)} น.${moved}`;
    $("clock").classList.toggle("clock-moved", moved !== "");
  }

  warn(news) {
    const troubles = [];
    if (news.webhooks.last_failure) troubles.push(`บอตยังไม่รับข้อความ: ${failureWords(news.webhooks.last_failure)} LINE จำลองจะส่งให้ใหม่เอง`);
    if (news.webhooks.holds_all) troubles.push("กำลังพักข้อความไว้ ยังไม่ส่งถึงบอต");
    if (news.faults.length) troubles.push("กำลังจำลองความขัดข้องของ LINE");
    if (news.quota.limit !== null && news.quota.used >= news.quota.limit) troubles.push("โควตาข้อความเดือนนี้หมดแล้ว");
    this.banner(troubles.join(" · "));
  }

  banner(words) {
    if ($("banner").textContent !== words) $("banner").textContent = words;
    $("banner").hidden = !words;
  }

  /** A notice that goes away by itself. */
  say(words) {
    const notice = el("p", { class: "notice", role: "status" }, words);
    document.body.append(notice);
    setTimeout(() => notice.remove(), 5000);
  }
}

const FAILURES = { could_not_connect: "ต่อไม่ติด", request_timeout: "ไม่ตอบภายใน 2 วินาที" };
const failureWords = (failure) => FAILURES[failure] ?? `ตอบ ${failure}`;

const page = new Page();
setInterval(() => page.tick(), 5000);
listen(
  (news, isNewWorld) => page.news(news, isNewWorld),
  () => page.banner("ติดต่อ LINE จำลองไม่ได้ กำลังลองใหม่…"),
);
