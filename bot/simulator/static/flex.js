// Draws Flex messages close to how LINE does. Words become text nodes; only values of a known form become styles.

import { el, paint, safeUrl } from "./dom.js";

const SPACE = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const LETTERS = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35, "4xl": 48, "5xl": 74 };
const PICTURES = { xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, "3xl": 180, "4xl": 200, "5xl": 220 };
const BORDERS = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };
const CORNERS = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const ALIGN = { start: "start", center: "center", end: "end" };
const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };
const BUBBLES = ["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"];
const JUSTIFY = ["flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly"];

/** A whole Flex message. `onTap(action)` is called when a part with an action is tapped. */
export function drawFlex(contents, onTap) {
  if (contents?.type !== "carousel") return drawBubble(contents, onTap);
  const bubbles = list(contents.contents).map((bubble) => el("li", {}, drawBubble(bubble, onTap)));
  return el("ul", { class: "flex-carousel", tabindex: "0", "aria-label": "การ์ดหลายใบ เลื่อนดูได้" }, ...bubbles);
}

function drawBubble(bubble, onTap) {
  const size = BUBBLES.includes(bubble?.size) ? bubble.size : "mega";
  const node = el("div", { class: `flex-bubble flex-${size}`, dir: bubble?.direction === "rtl" ? "rtl" : null });
  for (const block of ["header", "hero", "body", "footer"]) {
    if (bubble?.[block]) node.append(drawBlock(block, bubble, onTap));
  }
  return tappable(node, bubble?.action, onTap);
}

function drawBlock(block, bubble, onTap) {
  const style = bubble.styles?.[block] ?? {};
  const node = el("div", { class: `flex-${block}` });
  paint(node, {
    "background-color": colour(style.backgroundColor),
    "border-top": style.separator ? `1px solid ${colour(style.separatorColor) ?? "#d4d6da"}` : null,
  });
  const part = bubble[block];
  node.append(part.type === "box" ? drawBox(part, onTap, true) : drawPart(part, onTap, "vertical"));
  return node;
}

const PARTS = {
  box: (part, onTap) => drawBox(part, onTap, false),
  text: drawText,
  button: drawButton,
  image: drawImage,
  icon: drawIcon,
  video: drawVideo,
  separator: drawSeparator,
  filler: () => el("div", { class: "flex-filler" }),
  spacer: (part) => paintedBox({ height: px(SPACE[part.size] ?? SPACE.md) }),
};

function drawPart(part, onTap, layout) {
  const draw = Object.hasOwn(PARTS, part?.type) ? PARTS[part.type] : null;
  if (!draw) return el("div", { class: "flex-unknown" }, `[${String(part?.type)}]`);
  const node = draw(part, onTap, layout);
  place(node, part, layout);
  return node;
}

function drawBox(box, onTap, isBlock) {
  const layout = ["horizontal", "vertical", "baseline"].includes(box.layout) ? box.layout : "vertical";
  const node = el("div", { class: `flex-box flex-${layout}${isBlock ? " flex-block" : ""}` });
  paint(node, {
    "background-color": colour(box.backgroundColor),
    "background-image": gradient(box.background),
    "border-color": colour(box.borderColor),
    "border-width": box.borderWidth ? length(box.borderWidth, BORDERS) : null,
    "border-style": box.borderWidth ? "solid" : null,
    "border-radius": length(box.cornerRadius, CORNERS),
    overflow: box.cornerRadius ? "hidden" : null,
    width: length(box.width),
    height: length(box.height),
    "max-width": length(box.maxWidth),
    "max-height": length(box.maxHeight),
    padding: length(box.paddingAll, SPACE),
    "padding-top": length(box.paddingTop, SPACE),
    "padding-bottom": length(box.paddingBottom, SPACE),
    "padding-inline-start": length(box.paddingStart, SPACE),
    "padding-inline-end": length(box.paddingEnd, SPACE),
    "justify-content": JUSTIFY.includes(box.justifyContent) ? box.justifyContent : null,
    "align-items": layout !== "baseline" && JUSTIFY.includes(box.alignItems) ? box.alignItems : null,
    gap: length(box.spacing, SPACE),
  });
  node.append(...list(box.contents).map((part) => drawPart(part, onTap, layout)));
  return tappable(node, box.action, onTap);
}

function drawText(text, onTap) {
  const node = el("div", { class: text.wrap ? "flex-text flex-wrap" : "flex-text" });
  if (Array.isArray(text.contents) && text.contents.length) node.append(...text.contents.map(drawSpan));
  else node.append(String(text.text ?? ""));
  paint(node, letters(text));
  paint(node, { "text-align": ALIGN[text.align] ?? null, "align-self": GRAVITY[text.gravity] ?? null });
  if (text.wrap && Number(text.maxLines) > 0) {
    node.classList.add("flex-clamp");
    paint(node, { "-webkit-line-clamp": Math.round(Number(text.maxLines)) });
  }
  return tappable(node, text.action, onTap);
}

function drawSpan(span) {
  const node = el("span", {}, String(span?.text ?? ""));
  paint(node, letters(span ?? {}, true));
  return node;
}

function letters(text, isSpan = false) {
  return {
    "font-size": text.size || !isSpan ? length(text.size ?? "md", LETTERS) : null,
    color: colour(text.color),
    "font-weight": text.weight === "bold" ? "700" : null,
    "font-style": text.style === "italic" ? "italic" : null,
    "text-decoration": ["underline", "line-through"].includes(text.decoration) ? text.decoration : null,
  };
}

function drawButton(part, onTap) {
  const style = ["primary", "secondary", "link"].includes(part.style) ? part.style : "link";
  const node = el(
    "button",
    {
      type: "button",
      class: `flex-button flex-button-${style}${part.height === "sm" ? " flex-button-sm" : ""}`,
      on: { click: () => onTap(part.action ?? {}) },
    },
    String(part.action?.label ?? ""),
  );
  paint(node, style === "link" ? { color: colour(part.color) } : { "background-color": colour(part.color) });
  paint(node, { "align-self": GRAVITY[part.gravity] ?? null });
  return node;
}

function drawImage(part, onTap) {
  const [width, height] = ratio(part.aspectRatio);
  const frame = el("div", { class: "flex-image" });
  const full = part.size === "full";
  paint(frame, {
    width: full ? "100%" : length(part.size ?? "md", PICTURES),
    "aspect-ratio": `${width} / ${height}`,
    "background-color": colour(part.backgroundColor),
    "align-self": { start: "flex-start", end: "flex-end" }[part.align] ?? "center",
  });
  frame.append(picture(part.url, part.aspectMode === "cover" ? "cover" : "contain"));
  return tappable(frame, part.action, onTap);
}

function drawIcon(part) {
  const node = el("div", { class: "flex-icon" });
  const [width, height] = ratio(part.aspectRatio);
  paint(node, { height: length(part.size ?? "md", LETTERS), "aspect-ratio": `${width} / ${height}` });
  node.append(picture(part.url, "contain"));
  return node;
}

function drawVideo(part, onTap) {
  const frame = el("div", { class: "flex-image flex-video" });
  const [width, height] = ratio(part.aspectRatio ?? "16:9");
  paint(frame, { width: "100%", "aspect-ratio": `${width} / ${height}` });
  frame.append(picture(part.previewUrl, "cover"));
  return tappable(frame, part.action, onTap);
}

function drawSeparator(part) {
  const node = el("div", { class: "flex-separator", role: "separator" });
  paint(node, { "border-color": colour(part.color) });
  return node;
}

/** A picture; where it cannot be had, a grey field stays. */
export function picture(url, fit) {
  const address = safeUrl(url);
  if (!address) return el("span", { class: "no-picture" });
  const image = el("img", { src: address, alt: "", loading: "lazy" });
  paint(image, { "object-fit": fit });
  image.addEventListener("error", () => image.replaceWith(el("span", { class: "no-picture" })));
  return image;
}

function place(node, part, layout) {
  const across = layout === "vertical" ? "margin-top" : "margin-inline-start";
  const grow = Number.isFinite(part.flex) ? part.flex : defaultGrow(part, layout);
  paint(node, {
    flex: part.width || part.height ? "0 0 auto" : grow > 0 ? `${grow} ${layout === "vertical" ? "0 auto" : "1 0"}` : "0 0 auto",
    [across]: length(part.margin, SPACE),
    position: part.position === "absolute" ? "absolute" : null,
    top: length(part.offsetTop, SPACE),
    bottom: length(part.offsetBottom, SPACE),
    "inset-inline-start": length(part.offsetStart, SPACE),
    "inset-inline-end": length(part.offsetEnd, SPACE),
  });
}

/** In a row everything shares the width; in a column and for icons nothing grows of itself. */
function defaultGrow(part, layout) {
  if (part.type === "filler") return 1;
  if (layout === "vertical" || part.type === "icon" || part.type === "separator") return 0;
  return 1;
}

/** Parts with an action are buttons for the keyboard and screen readers too. */
function tappable(node, action, onTap) {
  if (!action?.type) return node;
  node.classList.add("flex-tap");
  node.setAttribute("role", "button");
  node.setAttribute("tabindex", "0");
  if (action.label) node.setAttribute("aria-label", String(action.label));
  const tap = (event) => {
    event.stopPropagation();
    onTap(action);
  };
  node.addEventListener("click", tap);
  node.addEventListener("keydown", (event) => {
    if (event.target === node && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      tap(event);
    }
  });
  return node;
}

function paintedBox(styles) {
  const node = el("div");
  paint(node, styles);
  return node;
}

const list = (value) => (Array.isArray(value) ? value : []);
const px = (value) => `${value}px`;

export function colour(value) {
  return typeof value === "string" && /^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(value) ? value : null;
}

export function length(value, words = {}) {
  if (value === null || value === undefined) return null;
  if (Object.hasOwn(words, value)) return px(words[value]);
  return /^\d+(\.\d+)?(px|%)$/.test(String(value)) ? String(value) : null;
}

function ratio(value) {
  const match = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(String(value ?? "1:1"));
  return match ? [match[1], match[2]] : ["1", "1"];
}

function gradient(background) {
  if (background?.type !== "linearGradient") return null;
  const [start, end, middle] = [background.startColor, background.endColor, background.centerColor].map(colour);
  const angle = /^\d+(\.\d+)?deg$/.test(String(background.angle)) ? background.angle : "0deg";
  if (!start || !end) return null;
  return `linear-gradient(${angle}, ${start}, ${middle ? `${middle}, ` : ""}${end})`;
}
