// The page of serve: takes files and pasted text, asks the server, shows the view, exports.

import { download, element } from "./dom.js";
import { keeps, setKeeping, store } from "./kept.js";
import { Model } from "./model.js";
import { RecordList, ledgerNames, showDraft } from "./records.js";
import { ServerError, getJson, postFile, postJson, postLines, setToken, takeToken } from "./server.js";
import { View } from "./view.js";

const LEDGER = /\.(xlsx|xlsm|xls|et|csv|json|jsonl|ndjson|db|sqlite|sqlite3)$/i;
const byId = (id) => document.getElementById(id);
const parts = Object.fromEntries(
  ["start", "view", "file", "notice", "progress", "export", "exports", "help", "files", "drop", "pasted"].map((id) => [id, byId(id)]),
);

const wanted = { report: null, ledger: [], previous: null, period: "", password: "", layout: false };
const cards = new Map();
let running = null;

takeToken();
const model = new Model(store);
let records;
const view = new View(parts.view, model, {
  rule: async (code) => {
    if (!cards.has(code)) cards.set(code, await getJson(`/rules/${encodeURIComponent(code)}`));
    return cards.get(code);
  },
  more: [
    {
      name: "records",
      title: "核对台账",
      make: (panel) => (records = new RecordList(model, panel, { flash: (start, end) => view.flash(start, end), draft })),
      count: () => records.count,
    },
  ],
});

// Everything that a request needs: the bytes are sent again each time, the server keeps nothing.
const filled = (rows) => rows.reduce((made, [key, value]) => (value && made.append(key, value), made), new FormData());
const besides = () => [...wanted.ledger.map((file) => ["records", file]), ["period", wanted.period]];
const form = (more = {}) => filled([["file", wanted.report], ...besides(), ["password", wanted.password], ...Object.entries(more)]);
const checkForm = (more = {}) => form({ layout: wanted.layout && "true", previous: wanted.previous, ...more });

async function check() {
  running?.abort();
  const mine = (running = new AbortController());
  complain(null);
  parts.start.hidden = true;
  parts.view.hidden = false;
  parts.help.hidden = false;
  parts.export.disabled = true;
  parts.progress.hidden = false;
  parts.progress.removeAttribute("value");
  tell(`正在检查 ${wanted.report.name} ……`);
  let whole = false;
  try {
    for await (const event of postLines("/check/stream", checkForm(), mine.signal)) {
      if (mine.signal.aborted) return;
      if (event.event === "first") {
        if (!model.whole || model.report?.text !== event.report.text) model.show(event.report, false);
      } else if (event.event === "progress") parts.progress.value = Math.max(2, (100 * event.done) / event.total);
      else if (event.event === "report") model.show(event.report, (whole = true));
      else throw new ServerError(event.error);
    }
    if (!whole) throw new ServerError({ code: "cut", message: "检查中断，没有得到全部结果：请再试一次。" });
    parts.export.disabled = false;
    tell([wanted.report, ...wanted.ledger, wanted.previous].filter(Boolean).map((file, at) => (at ? ledgerNames([file]) : file.name)).join(" ＋ "));
    view.say(`检查完毕，共 ${model.findings.length} 处问题。`);
    document.title = `${wanted.report.name} · 报告检查`;
    if (wanted.ledger.length) await reconcile();
  } catch (error) {
    if (error.name === "AbortError") return;
    tell("");
    if (!model.report?.text || !model.whole) toStart();
    complain(error, check);
  } finally {
    if (running === mine) parts.progress.hidden = true;
  }
}

async function reconcile() {
  await records.set(await postJson("/reconcile", form()));
  view.drawFilters();
  view.open("records", false);
}

async function draft() {
  try {
    const only = (format) => filled([...besides(), ["previous", wanted.previous], ["format", format]]);
    tell("正在起草……");
    await showDraft(only);
    tell("");
  } catch (error) {
    tell("");
    complain(error, draft);
  }
}

function take(files) {
  const reports = files.filter((file) => !LEDGER.test(file.name));
  const ledgers = files.filter((file) => LEDGER.test(file.name));
  if (reports.length > 1) {
    complain(new ServerError({ code: "many", message: "一次只检查一份报告；整个文件夹请用 reportnlp audit。" }));
    return;
  }
  if (reports.length) {
    wanted.report = reports[0];
    wanted.password = "";
    if (!ledgers.length) wanted.ledger = [];
    wanted.previous = null;
    records.set(null);
    model.select(null);
    model.report = null;
  }
  if (ledgers.length) wanted.ledger = ledgers;
  if (wanted.report) check();
  else if (wanted.ledger.length) draft();
}

function toStart() {
  parts.start.hidden = false;
  parts.view.hidden = true;
  parts.help.hidden = true;
}

function tell(words) {
  parts.file.textContent = words;
}

// An error as one sentence; asks for the token where that is what is lacking.
function complain(error, again) {
  parts.notice.hidden = !error;
  if (!error) return;
  const secret = again && SECRETS[error.code];
  if (secret) {
    parts.notice.hidden = true;
    askSecret(secret, again);
    return;
  }
  parts.notice.textContent = error instanceof ServerError ? error.message : `页面出错：${error.message}`;
  if (!(error instanceof ServerError)) console.error(error);
}

const SECRETS = {
  token: { title: () => "需要口令", label: "启动服务的人给的口令", take: setToken },
  password: {
    title: () => (wanted.password ? "密码不对，请再试" : "这份文件加了打开密码"),
    label: "打开密码",
    take: (password) => (wanted.password = password),
  },
};

function askSecret(secret, again) {
  const field = element("input", { type: "password", autocomplete: "off", required: true });
  ask(secret.title(), [element("label", {}, secret.label, field)], "继续", () => {
    secret.take(field.value);
    again();
  });
  field.focus();
}

function ask(title, fields, go, act) {
  const formed = element("form", { class: "form", method: "dialog" }, element("h2", {}, title), fields, element("p", { class: "actions" }, element("button", { type: "button", onclick: () => dialog.close() }, "取消"), element("button", { type: "submit", class: "primary" }, go)));
  const dialog = element("dialog", { "aria-label": title }, formed);
  formed.addEventListener("submit", (event) => {
    event.preventDefault();
    if (act() !== false) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function settings() {
  const period = element("input", { type: "text", inputmode: "numeric", pattern: "[0-9]{4}", maxlength: "4", value: wanted.period, placeholder: "从报告里看" });
  const layout = element("input", { type: "checkbox", checked: wanted.layout });
  const keep = element("input", { type: "checkbox", checked: keeps() });
  const last = element("input", { type: "file", id: "previous", accept: ".docx,.doc,.wps,.rtf,.odt,.txt,.md" });
  const still = element("input", { type: "checkbox", checked: true });
  ask(
    "设置",
    [
      element("label", {}, "报告年度", period),
      element("label", {}, "去年的报告（看去年的打算今年写了没有）", last),
      wanted.previous && element("label", { class: "check" }, still, `对照 ${wanted.previous.name}`),
      element("label", { class: "check" }, layout, element("span", {}, "检查版式（GB/T 9704，只对 Word）")),
      element("label", { class: "check" }, keep, element("span", {}, "关上网页后仍记得忽略了哪些", element("br"), element("small", { class: "soft" }, "只记在这个浏览器里；不选则一关就忘"))),
    ],
    "确定",
    () => {
      const previous = last.files[0] ?? (still.checked ? wanted.previous : null);
      const changed = period.value !== wanted.period || layout.checked !== wanted.layout || previous !== wanted.previous;
      Object.assign(wanted, { period: period.value, layout: layout.checked, previous });
      setKeeping(keep.checked, Object.fromEntries(model.ignored));
      if (changed && wanted.report) check();
      return true;
    },
  );
}

// exports

const isWord = () => /\.(docx|docm|dotx|dotm)$/i.test(wanted.report?.name ?? "");
const stem = () => (wanted.report?.name ?? "报告").replace(/\.[^.]*$/, "");

function decisions() {
  const { chosen, ignored } = model.decisions();
  return { chosen: JSON.stringify(chosen), ignored: JSON.stringify(ignored) };
}

const EXPORTS = [
  { words: "Word：批注和修订", small: "采纳的写成修订，其余写成批注，忽略的不写", fits: isWord, path: "/annotate", ending: "（已批改）.docx", more: () => decisions() },
  { words: "Word：只有修订", small: "只写采纳的", fits: isWord, path: "/annotate", ending: "（修订）.docx", more: () => ({ ...decisions(), comments: "false" }) },
  { words: "改好的文字", small: "采纳的已改，其余一字不动", fits: () => !isWord(), path: "/annotate", ending: "（已改）.txt", more: () => decisions() },
  { words: "Excel：问题和数据台账", small: "一处问题一行，一条数据一行", fits: () => true, path: "/check", ending: ".xlsx", more: () => ({ ignored: decisions().ignored, format: "xlsx" }) },
  { words: "Excel：台账核对", small: "每条数据的结论、依据、记录行", fits: () => wanted.ledger.length > 0, path: "/reconcile", ending: "（核对）.xlsx", plain: true, more: () => ({ format: "xlsx" }) },
  { words: "JSON", small: "供程序用", fits: () => true, path: "/check", ending: ".json", more: () => ({ ignored: decisions().ignored }) },
];

async function save(row) {
  closeMenu(true);
  tell("正在导出……");
  try {
    const made = row.plain ? form(row.more()) : checkForm(row.more());
    download(`${stem()}${row.ending}`, await postFile(row.path, made));
    view.say("已导出。", true);
    complain(null);
  } catch (error) {
    complain(error, () => save(row));
  }
  tell(wanted.report.name);
}

function openMenu() {
  parts.exports.replaceChildren(
    ...EXPORTS.filter((row) => row.fits()).map((row) =>
      element("li", { role: "none" }, element("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => save(row) }, row.words, element("small", {}, row.small))),
    ),
  );
  parts.exports.hidden = false;
  parts.export.setAttribute("aria-expanded", "true");
  parts.exports.querySelector("button").focus();
}

function closeMenu(back) {
  if (parts.exports.hidden) return;
  parts.exports.hidden = true;
  parts.export.setAttribute("aria-expanded", "false");
  if (back) parts.export.focus();
}

parts.exports.addEventListener("keydown", (event) => {
  const items = [...parts.exports.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) items[to].focus();
  else if (event.key === "Escape") closeMenu(true);
  else if (event.key === "Tab") closeMenu(false);
  else return;
  event.stopPropagation();
  if (event.key !== "Tab") event.preventDefault();
});
parts.export.addEventListener("click", () => (parts.exports.hidden ? openMenu() : closeMenu(true)));
document.addEventListener("click", ({ target }) => !target.closest(".menu") && closeMenu(false));

// files in

const choose = () => parts.files.click();
for (const id of ["open", "choose", "ledger"]) byId(id).addEventListener("click", choose);
byId("settings").addEventListener("click", settings);
parts.help.addEventListener("click", () => view.help.showModal());
parts.files.addEventListener("change", () => {
  take([...parts.files.files]);
  parts.files.value = "";
});
byId("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  if (parts.pasted.value.trim()) take([new File([parts.pasted.value], "粘贴的文字.txt", { type: "text/plain" })]);
});
let depth = 0;
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragenter", (event) => holdsFiles(event) && ++depth && document.body.classList.add("dragging"));
addEventListener("dragleave", (event) => holdsFiles(event) && --depth <= 0 && document.body.classList.remove("dragging"));
addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
addEventListener("drop", (event) => {
  depth = 0;
  document.body.classList.remove("dragging");
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  take([...event.dataTransfer.files]);
});
