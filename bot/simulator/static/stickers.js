// Stickers are LINE's pictures and not ours to copy: a coloured card with a word stands for each.

import { button, el } from "./dom.js";

export const STICKERS = [
  { word: "สวัสดี", tone: "sun", package_id: "11537", sticker_id: "52002738", keywords: ["hi", "hello", "wave"] },
  { word: "ขอบคุณ", tone: "leaf", package_id: "11537", sticker_id: "52002739", keywords: ["thank you", "thanks"] },
  { word: "โอเค", tone: "sky", package_id: "11537", sticker_id: "52002735", keywords: ["ok", "good", "thumbs up"] },
  { word: "ขอโทษ", tone: "rose", package_id: "11537", sticker_id: "52002765", keywords: ["sorry", "apologize"] },
  { word: "งง", tone: "grape", package_id: "11538", sticker_id: "51626508", keywords: ["confused", "question"] },
  { word: "โกรธ", tone: "fire", package_id: "11538", sticker_id: "51626518", keywords: ["angry", "mad"] },
  { word: "ร้องไห้", tone: "sea", package_id: "11538", sticker_id: "51626522", keywords: ["cry", "sad"] },
  { word: "รักเลย", tone: "rose", package_id: "11537", sticker_id: "52002745", keywords: ["love", "heart"] },
];

/** The card that stands for a sticker in the chat. */
export function sticker(message) {
  const known = STICKERS.find((one) => one.sticker_id === String(message.stickerId));
  const word = message.text ?? known?.word ?? "สติกเกอร์";
  return el(
    "div",
    { class: `sticker tone-${known?.tone ?? "sky"}`, role: "img", "aria-label": `สติกเกอร์ ${word}` },
    el("span", {}, word),
  );
}

/** The tray to choose from; `onPick(sticker)`. */
export function tray(onPick) {
  const pick = (one) => button(one.word, `sticker sticker-small tone-${one.tone}`, () => onPick(one), { "aria-label": `ส่งสติกเกอร์ ${one.word}` });
  return el("div", { class: "tray", role: "group", "aria-label": "เลือกสติกเกอร์" }, ...STICKERS.map(pick));
}
