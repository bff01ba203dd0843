// Little windows in which a phone asks for something: a moment, a place, a file.

import { base64 } from "./client.js";
import { button, el } from "./dom.js";
import { spoken } from "./thai.js";

const MOST_BYTES = 20_000_000;
const INPUT_TYPES = { date: "date", time: "time", datetime: "datetime-local" };

/** Ask for a date or time as LINE's picker does; null when closed without one. */
export function askMoment(action) {
  const mode = Object.hasOwn(INPUT_TYPES, action.mode) ? action.mode : "datetime";
  const field = el("input", { type: INPUT_TYPES[mode], id: "ask-moment", value: local(action.initial), min: local(action.min), max: local(action.max), required: true });
  const words = el("p", { class: "ask-words", role: "status" }, spoken(field.value, mode));
  field.addEventListener("input", () => {
    words.textContent = spoken(field.value, mode);
  });
  return ask(String(action.label ?? "เลือกวันเวลา"), [el("label", { for: "ask-moment" }, "วันและเวลา"), field, words], () => field.value);
}

/** Ask for a place and send it. */
export async function askPlace(phone) {
  const fields = {
    title: placeField("ชื่อสถานที่", "text", "จุดทดลอง"),
    address: placeField("ที่อยู่", "text", "กรุงเทพมหานคร"),
    latitude: placeField("ละติจูด", "number", "13.75630"),
    longitude: placeField("ลองจิจูด", "number", "100.50180"),
  };
  const rows = Object.values(fields).flatMap(({ label, input }) => [label, input]);
  const done = await ask("ส่งตำแหน่งที่ตั้ง", rows, () => true);
  if (!done) return;
  const value = (name) => fields[name].input.value.trim();
  await phone.do("location", {
    latitude: Number(value("latitude")),
    longitude: Number(value("longitude")),
    ...(value("title") ? { title: value("title") } : {}),
    ...(value("address") ? { address: value("address") } : {}),
  });
}

/** Let the tester pick files and send each. */
export function pickFiles(phone, accept) {
  return new Promise((resolve) => {
    const input = el("input", { type: "file", accept, multiple: true });
    input.addEventListener("cancel", () => resolve());
    input.addEventListener("change", async () => {
      for (const file of input.files) await sendFile(phone, file);
      resolve();
    });
    input.click();
  });
}

async function sendFile(phone, file) {
  if (file.size > MOST_BYTES) {
    phone.say(`ไฟล์ ${file.name} ใหญ่เกิน 20 MB`);
    return;
  }
  const family = file.type.split("/")[0];
  const type = ["image", "video", "audio"].includes(family) ? family : "file";
  await phone.do("media", {
    type,
    base64: await base64(file),
    content_type: file.type || "application/octet-stream",
    file_name: file.name,
    ...(["video", "audio"].includes(type) ? await lengthOf(file, type) : {}),
  });
}

/** The length of a film or sound, where the browser can tell. */
function lengthOf(file, type) {
  return new Promise((resolve) => {
    const player = document.createElement(type);
    const source = URL.createObjectURL(file);
    const done = (answer) => {
      URL.revokeObjectURL(source);
      resolve(answer);
    };
    player.onloadedmetadata = () => done(Number.isFinite(player.duration) ? { duration: Math.round(player.duration * 1000) } : {});
    player.onerror = () => done({});
    player.src = source;
  });
}

function ask(title, rows, read) {
  return new Promise((resolve) => {
    const form = el("form", { method: "dialog", class: "ask-form" }, el("h2", {}, title), ...rows);
    const dialog = el("dialog", { class: "ask", "aria-label": title }, form);
    form.append(
      el("div", { class: "ask-buttons" }, button("ยกเลิก", "button button-quiet", () => dialog.close()), el("button", { type: "submit", class: "button" }, "ตกลง")),
    );
    let answer = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer = read();
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function placeField(words, type, value) {
  const id = `ask-${words}`;
  const input = el("input", { type, id, value, step: type === "number" ? "any" : null, required: type === "number" });
  return { label: el("label", { for: id }, words), input };
}

/** LINE writes "2026-12-01t10:00" too; the browser's field wants a capital T. */
const local = (value) => (value ? String(value).replace("t", "T") : null);
