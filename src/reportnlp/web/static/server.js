// Requests to the server: the token, one error with a sentence, lines of JSON as they come.

const API = "/api/v1";
const GONE = { code: "gone", message: "连不上检查程序：它可能已经关闭，请重新运行 reportnlp serve。" };
const KEY = "reportnlp-token";

// serve prints an address with #token=…: it is taken out of the address bar and kept until the page is closed.
export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!given) return;
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, "", location.pathname);
}

export const setToken = (token) => sessionStorage.setItem(KEY, token);

export class ServerError extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

async function request(path, body, signal) {
  const token = sessionStorage.getItem(KEY);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  let response;
  try {
    response = await fetch(API + path, { method: body ? "POST" : "GET", body, headers, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServerError(GONE);
  }
  if (response.ok) return response;
  const content = await response.json().catch(() => ({}));
  throw new ServerError(content.error ?? { code: "http", message: `检查程序答复有误（${response.status}）。` });
}

export async function getJson(path) {
  return (await request(path)).json();
}

export async function postJson(path, form) {
  return (await request(path, form)).json();
}

export async function postFile(path, form) {
  return (await request(path, form)).blob();
}

// Each line of the answer as an object, as soon as it is there.
export async function* postLines(path, form, signal) {
  const response = await request(path, form, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = [];
  for (;;) {
    const { done, value } = await reader.read().catch((error) => {
      throw error.name === "AbortError" ? error : new ServerError(GONE);
    });
    if (done) break;
    let from = 0;
    for (let end = value.indexOf("\n"); end >= 0; end = value.indexOf("\n", from)) {
      rest.push(value.slice(from, end));
      yield JSON.parse(rest.join(""));
      rest = [];
      from = end + 1;
    }
    if (from < value.length) rest.push(value.slice(from));
  }
}
