// What a tap does: LINE's actions, played on the page.

import { askMoment, askPlace, pickFiles } from "./asking.js";
import { post } from "./client.js";
import { safeUrl } from "./dom.js";

const ACTIONS = {
  message: (action, phone) => phone.do("text", { text: String(action.text ?? action.label ?? "") }),
  postback: tapPostback,
  uri: openUri,
  datetimepicker: pickMoment,
  location: (action, phone) => askPlace(phone),
  camera: (action, phone) => pickFiles(phone, "image/*"),
  cameraRoll: (action, phone) => pickFiles(phone, "image/*"),
  clipboard: copyText,
  richmenuswitch: (action, phone) => phone.do("switch-menu", { alias: String(action.richMenuAliasId), data: String(action.data ?? "") }),
};

export async function perform(action, phone) {
  if (Object.hasOwn(ACTIONS, action?.type)) await ACTIONS[action.type](action, phone);
  else phone.say(`ปุ่มนี้ใช้การกระทำที่ไม่รู้จัก: ${String(action?.type)}`);
}

async function tapPostback(action, phone) {
  const shown = action.displayText ?? action.text;
  await post(`/customers/${phone.id}/postback`, { data: String(action.data ?? ""), ...(shown ? { display_text: String(shown) } : {}) });
  if (action.inputOption === "closeRichMenu") phone.menu.fold(true);
  if (action.inputOption === "openRichMenu") phone.menu.fold(false);
  if (action.inputOption === "openKeyboard") phone.composer.begin(String(action.fillInText ?? ""));
}

function openUri(action, phone) {
  const uri = String(action.uri ?? "");
  const web = safeUrl(uri);
  if (web) window.open(web, "_blank", "noopener,noreferrer");
  else if (/^tel:[+\d*#-]+$/i.test(uri)) phone.say(`บนโทรศัพท์จะโทรออกไปที่ ${uri.slice(4)}`);
  else phone.say(`ลิงก์นี้เปิดได้ในแอป LINE เท่านั้น: ${uri}`);
}

async function pickMoment(action, phone) {
  const value = await askMoment(action);
  if (value === null) return;
  await post(`/customers/${phone.id}/postback`, { data: String(action.data ?? ""), params: { [action.mode]: value } });
}

async function copyText(action, phone) {
  await navigator.clipboard.writeText(String(action.clipboardText ?? ""));
  phone.say("คัดลอกข้อความแล้ว");
}
