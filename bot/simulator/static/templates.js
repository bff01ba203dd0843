// Draws template messages: buttons, confirm, carousel, image carousel.

import { button, el } from "./dom.js";
import { picture } from "./flex.js";

export function drawTemplate(template, onTap) {
  switch (template?.type) {
    case "confirm":
      return el("div", { class: "template" }, words(template), choices(template.actions, onTap, "template-pair"));
    case "buttons":
      return column(template, onTap);
    case "carousel":
      return row(template.columns, (one) => column(one, onTap));
    case "image_carousel":
      return row(template.columns, (one) => imageColumn(one, onTap));
    default:
      return el("div", { class: "template" }, `[${String(template?.type)}]`);
  }
}

function column(one, onTap) {
  const node = el("div", { class: "template" });
  if (one.thumbnailImageUrl) node.append(el("div", { class: "template-picture" }, picture(one.thumbnailImageUrl, "cover")));
  node.append(words(one), choices(one.actions, onTap, "template-list"));
  return node;
}

function imageColumn(one, onTap) {
  const tile = button(String(one.action?.label ?? ""), "template-tile-label", () => onTap(one.action ?? {}));
  return el("div", { class: "template template-tile" }, picture(one.imageUrl, "cover"), tile);
}

function words(one) {
  return el(
    "div",
    { class: "template-words" },
    one.title ? el("strong", {}, String(one.title)) : null,
    el("p", {}, String(one.text ?? "")),
  );
}

function choices(actions, onTap, className) {
  const list = Array.isArray(actions) ? actions : [];
  return el("div", { class: className }, ...list.map((action) => button(String(action.label ?? ""), "template-choice", () => onTap(action))));
}

function row(columns, draw) {
  const list = Array.isArray(columns) ? columns : [];
  const items = list.map((one) => el("li", {}, draw(one)));
  return el("ul", { class: "flex-carousel", tabindex: "0", "aria-label": "การ์ดหลายใบ เลื่อนดูได้" }, ...items);
}
