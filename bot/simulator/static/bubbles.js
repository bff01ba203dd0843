// Draws the lines of a chat: bubbles with sender and time, cards, and small notes of what happened.

import { button, el, icon, safeUrl } from "./dom.js";
import { drawFlex, picture } from "./flex.js";
import { sticker } from "./stickers.js";
import { drawTemplate } from "./templates.js";
import { clockTime, size } from "./thai.js";

const HAPPENED = {
  follow: (message) => (message.isUnblocked ? "เลิกบล็อกแล้ว" : "เพิ่มเป็นเพื่อนแล้ว"),
  unfollow: () => "บล็อกบัญชีนี้แล้ว",
  join: () => "บัญชีทางการเข้าร่วมกลุ่ม",
  leave: () => "บัญชีทางการออกจากกลุ่ม",
};
const SOUND_ENDS = /[.,!?)\]}'"]+$/;

/**
 * One line of a chat, or null where nothing is to be seen (a tap without words).
 * `hands` has onTap(action), onUnsend(line) and onRedeliver(line).
 */
export function drawLine(line, { botName, startsGroup, hands }) {
  if (line.kind === "event") return note(HAPPENED[line.message.type]?.(line.message) ?? line.message.type);
  if (line.kind === "postback" && line.message.type === "postback") return null;
  if (line.unsent) return note("ยกเลิกข้อความแล้ว");
  return line.from === "bot" ? botLine(line, botName, startsGroup, hands) : ownLine(line, hands);
}

export function drawLoading() {
  const dots = [0, 1, 2].map(() => el("span", { class: "dot" }));
  const bubble = el("div", { class: "bubble bubble-bot loading", role: "status" }, ...dots, hidden("กำลังเตรียมคำตอบ"));
  return el("div", { class: "line line-bot" }, avatar(true), el("div", { class: "line-body" }, bubble));
}

export function note(words) {
  return el("p", { class: "note" }, words);
}

function botLine(line, botName, startsGroup, hands) {
  const body = el("div", { class: "line-body" });
  if (startsGroup) body.append(senderName(line, botName));
  body.append(el("div", { class: "line-row" }, content(line, hands), el("span", { class: "meta" }, clockTime(line.at))));
  return el("div", { class: `line line-bot${isWide(line) ? " line-wide" : ""}` }, avatar(startsGroup), body);
}

function senderName(line, botName) {
  const name = el("p", { class: "sender" }, el("strong", {}, line.sender ?? botName));
  if (line.sender) name.append(el("span", { class: "sender-from" }, ` จาก ${botName}`));
  return name;
}

function ownLine(line, hands) {
  const meta = el("span", { class: "meta" });
  if (line.read) meta.append(el("span", { class: "read" }, "อ่านแล้ว"));
  if (line.edited) meta.append(el("span", { class: "read" }, "แก้ไขแล้ว"));
  meta.append(clockTime(line.at));
  return el(
    "div",
    { class: "line line-own" },
    el("div", { class: "line-row" }, line.message_id ? options(line, hands) : null, meta, content(line, hands)),
  );
}

/** What one can do with a message of one's own. */
function options(line, hands) {
  const menu = el("details", { class: "options" });
  const choose = (action) => () => {
    menu.open = false;
    action(line);
  };
  menu.append(
    el("summary", { "aria-label": "ตัวเลือกของข้อความนี้" }, icon("more")),
    el(
      "div",
      { class: "options-list" },
      button("ยกเลิกข้อความ", "options-item", choose(hands.onUnsend)),
      button("ส่งเหตุการณ์นี้ซ้ำ", "options-item", choose(hands.onRedeliver)),
    ),
  );
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(event.relatedTarget)) menu.open = false;
  });
  return menu;
}

function avatar(shown) {
  return el("div", { class: shown ? "avatar" : "avatar avatar-empty", "aria-hidden": "true" }, shown ? "นด" : "");
}

const isWide = (line) => ["flex", "template", "imagemap"].includes(line.message.type);

const CONTENT = {
  text: (line) => bubble(line, ...linked(line.message.text)),
  textV2: (line) => bubble(line, ...linked(line.message.text)),
  sticker: (line) => sticker(line.message),
  image: (line) => imageBubble(line),
  video: (line) => playable(line, "video", "film", "วิดีโอ"),
  audio: (line) => playable(line, "audio", "sound", "ข้อความเสียง"),
  file: (line) => fileBubble(line),
  location: (line) => placeCard(line.message),
  flex: (line, hands) => el("div", { class: "card", "aria-label": line.message.altText }, drawFlex(line.message.contents, hands.onTap)),
  template: (line, hands) => drawTemplate(line.message.template, hands.onTap),
  imagemap: (line) => bubble(line, `[ภาพ] ${line.message.altText}`),
};

function content(line, hands) {
  const type = line.message.type;
  if (Object.hasOwn(CONTENT, type)) return CONTENT[type](line, hands);
  return bubble(line, String(line.message.altText ?? `[${type}]`));
}

function bubble(line, ...children) {
  return el("div", { class: `bubble bubble-${line.from === "bot" ? "bot" : "own"}` }, ...children);
}

/** The words with their web addresses made into links; Thai words right behind an address do not belong to it. */
export function linked(words) {
  const pieces = String(words ?? "").split(/(https?:\/\/[!#-;=?-~]+)/);
  return pieces.flatMap((piece, index) => {
    if (index % 2 === 0) return piece ? [piece] : [];
    const end = SOUND_ENDS.exec(piece)?.[0] ?? "";
    const address = safeUrl(piece.slice(0, piece.length - end.length));
    if (!address) return [piece];
    const shown = piece.slice(0, piece.length - end.length);
    return [el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, shown), end];
  });
}

/** Where a message's bytes are: those of a customer here, those of the bot where it says. */
function address(line) {
  if (line.from === "customer" && line.message.contentProvider?.type !== "external") return `/simulator/media/${line.message_id}`;
  return safeUrl(line.message.originalContentUrl ?? line.message.contentProvider?.originalContentUrl);
}

function imageBubble(line) {
  const source = address(line);
  const shown = picture(source ? new URL(source, location.href).href : null, "cover");
  if (shown instanceof HTMLImageElement) shown.alt = "รูปภาพ";
  const link = { href: source, target: "_blank", rel: "noopener noreferrer", "aria-label": "เปิดรูปภาพ" };
  const inside = source ? el("a", link, shown) : shown;
  return el("div", { class: "photo" }, inside);
}

function playable(line, tag, iconName, label) {
  const source = address(line);
  const seconds = line.message.duration ? ` ${Math.round(line.message.duration / 1000)} วินาที` : "";
  if (!source) return bubble(line, icon(iconName), ` ${label}${seconds}`);
  const player = el(tag, { class: "player", src: source, controls: true, preload: "metadata", "aria-label": label });
  return el("div", { class: "playable" }, player);
}

function fileBubble(line) {
  const { fileName, fileSize } = line.message;
  const words = el("span", { class: "file-words" }, el("strong", {}, fileName), el("span", {}, size(fileSize)));
  return el("a", { class: "bubble bubble-file", href: address(line), download: fileName }, icon("file"), words);
}

function placeCard(message) {
  const where = `${Number(message.latitude).toFixed(5)}, ${Number(message.longitude).toFixed(5)}`;
  return el(
    "div",
    { class: "place" },
    el("div", { class: "place-map", "aria-hidden": "true" }, icon("place")),
    el("div", { class: "place-words" }, el("strong", {}, message.title ?? "ตำแหน่งที่ตั้ง"), el("span", {}, message.address ?? where)),
  );
}

function hidden(words) {
  return el("span", { class: "unseen" }, words);
}
