// Talks to the control API, and listens for what changes.

const BASE = "/simulator/api";

export class CallFailed extends Error {}

export async function call(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(BASE + path, options);
  const answer = await response.json();
  if (!response.ok) throw new CallFailed(answer.error ?? String(response.status));
  return answer;
}

export const post = (path, body = {}) => call("POST", path, body);

/** Tells `onNews` of every change, for as long as the page is open; `onLost` when local LINE cannot be reached. */
export async function listen(onNews, onLost) {
  let after = -1;
  let era = "";
  for (;;) {
    try {
      const news = await call("GET", `/changes?after=${after}&era=${era}&wait=25`);
      onNews(news, news.era !== era);
      after = news.revision;
      era = news.era;
    } catch (error) {
      onLost(error);
      await pause(1500);
    }
  }
}

/** Base64 of a picked file, without its data-URL head. */
export function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
