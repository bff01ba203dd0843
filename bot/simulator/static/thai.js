// Dates as Thai people read them: Buddhist era, Thai time.

const ZONE = { timeZone: "Asia/Bangkok" };
const TIME = new Intl.DateTimeFormat("th-TH", { ...ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const DAY = new Intl.DateTimeFormat("th-TH-u-ca-buddhist", { ...ZONE, weekday: "long", day: "numeric", month: "short", year: "numeric" });

export const clockTime = (iso) => TIME.format(new Date(iso));

/** "วันอาทิตย์ที่ 22 พ.ย. 2569" */
export function day(iso) {
  const parts = Object.fromEntries(DAY.formatToParts(new Date(iso)).map((part) => [part.type, part.value]));
  return `${parts.weekday}ที่ ${parts.day} ${parts.month} ${parts.year}`;
}

/** What a date picker's value means, in words: the browser's own field shows it in the Gregorian calendar. */
export function spoken(value, mode) {
  if (!value) return "";
  if (mode === "time") return `${value} น.`;
  const at = new Date(mode === "date" ? `${value}T00:00:00+07:00` : `${value}:00+07:00`);
  if (Number.isNaN(at.getTime())) return "";
  return mode === "date" ? day(at) : `${day(at)} เวลา ${clockTime(at)} น.`;
}

export function size(bytes) {
  if (bytes < 1000) return `${bytes} ไบต์`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
