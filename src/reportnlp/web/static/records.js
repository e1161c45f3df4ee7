// The ledger beside the report: what the records say of each figure, and a draft made from them.

import { download, element, inSlices } from "./dom.js";
import { AREAS, briefly, number } from "./names.js";
import { postFile, postJson } from "./server.js";

const VERDICTS = { overstated: "多报", understated: "少报", unsupported: "查无记录", supported: "属实", cannot_tell: "无法判断" };

export class RecordList {
  constructor(model, root, { flash, draft }) {
    Object.assign(this, { model, root, flash, draft, result: null });
    root.addEventListener("click", ({ target }) => {
      const item = target.closest("[data-start]");
      if (item) flash(Number(item.dataset.start), Number(item.dataset.end));
    });
    this.draw();
  }

  get count() {
    return this.result?.claims.filter((row) => ["overstated", "understated", "unsupported"].includes(row.verdict)).length;
  }

  show(visible) {
    this.root.hidden = !visible;
  }

  set(result) {
    this.result = result;
    this.only = null;
    return this.draw();
  }

  async draw() {
    const { result } = this;
    if (!result) {
      this.root.replaceChildren(element("p", { class: "soft nothing" }, "把台账（.xlsx、.csv）拖进来，逐条核对数据，也可由台账起草。"));
      return;
    }
    const order = Object.keys(VERDICTS);
    const rows = result.claims.filter((row) => !this.only || row.verdict === this.only);
    rows.sort((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict) || one.start - other.start);
    const list = element("ol", { class: "rows" });
    const after = element("div");
    this.root.replaceChildren(
      element("p", { class: "actions" }, element("button", { type: "button", onclick: () => this.draft() }, "由台账起草")),
      element("div", { class: "tally", role: "group", "aria-label": "核对结果" }, order.map((verdict) => this.chip(verdict))),
      list,
      after,
    );
    await inSlices(rows, (row) => list.append(this.item(row)));
    after.append(...this.unused(), ...this.problems());
  }

  chip(verdict) {
    const count = this.result.claims.filter((row) => row.verdict === verdict).length;
    return element(
      "button",
      { type: "button", class: "chip", "aria-pressed": String(this.only === verdict), onclick: () => ((this.only = this.only === verdict ? null : verdict), this.draw()) },
      element("span", { class: `verdict ${verdict}` }, VERDICTS[verdict]),
      element("b", {}, number(count)),
    );
  }

  item(row) {
    const said = row.right ?? row.at_least;
    const rows = row.records.map((source) => source.row);
    const where = rows.length ? `第 ${rows.slice(0, 8).join("、")}${rows.length > 8 ? ` 等 ${rows.length} ` : " "}行` : "";
    return element(
      "li",
      {},
      element(
        "button",
        { type: "button", class: "row", "data-start": row.start, "data-end": row.end },
        element("span", { class: `verdict ${row.verdict}` }, VERDICTS[row.verdict]),
        element("span", { class: "words" }, this.model.text.slice(row.start, row.end), said === null || row.verdict === "supported" ? "" : element("span", { class: "best" }, `　台账 ${row.right === null ? "至少 " : ""}${number(said)}`)),
        element("span", { class: "soft note" }, [row.note, where].filter(Boolean).join(" · ")),
      ),
    );
  }

  unused() {
    return AREAS.flatMap((area) => {
      const rows = this.result.unused.filter((row) => row.area === area);
      if (!rows.length) return [];
      return [
        element("h3", { class: "list-title" }, `${area}：台账有、报告没写到的 ${rows.length} 条`),
        element("ul", {}, rows.slice(0, 100).map((row) => element("li", { class: "record" }, element("span", { class: "soft" }, `第 ${row.row} 行 `), row.text))),
      ];
    });
  }

  problems() {
    const { problems } = this.result;
    if (!problems.length) return [];
    return [element("h3", { class: "list-title" }, "台账里要看一看的"), element("ul", {}, problems.slice(0, 100).map((row) => element("li", { class: "record" }, `${row.message}。`)))];
  }
}

export async function showDraft(form) {
  const made = await postJson("/draft", form("json"));
  const save = async (format, type) => download(`草稿.${format}`, await postFile("/draft", form(format)), type);
  const hint = "绿线上的都出自台账，点一下看是哪几行；底色的要补。";
  const told = element("span", { class: "soft told-source", role: "status" }, hint);
  const dialog = element(
    "dialog",
    { class: "draft", "aria-label": "由台账起草的报告" },
    element(
      "p",
      { class: "actions" },
      element("b", {}, "由台账起草"),
      element("button", { type: "button", class: "primary", onclick: () => save("docx") }, "存为 Word"),
      element("button", { type: "button", onclick: () => save("md") }, "存为 Markdown"),
      element("button", { type: "button", onclick: () => dialog.close() }, "关闭"),
      told,
    ),
    element("div", { class: "page" }, draftParagraphs(made)),
    made.notes.length ? element("details", {}, element("summary", {}, `没有写进去的 ${made.notes.length} 处`), element("ul", {}, made.notes.slice(0, 200).map((note) => element("li", { class: "record" }, note)))) : null,
  );
  dialog.addEventListener("focusin", ({ target }) => (told.textContent = target.dataset.note ?? hint));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function draftParagraphs(made) {
  const points = Array.from(made.text);
  const slice = (start, end) => points.slice(start, end).join("");
  let start = 0;
  return made.paragraphs.map((paragraph) => {
    const end = start + Array.from(paragraph.text).length;
    const row = paragraph.role === "text" || paragraph.role === "salutation" ? element("p") : element("h3", { class: paragraph.role });
    let at = start;
    for (const figure of made.figures) {
      if (figure.start < at || figure.end > end) continue;
      row.append(slice(at, figure.start), element("span", { class: figure.records.length ? "from" : "blank", title: figure.note, "data-note": figure.note, tabindex: "0" }, slice(figure.start, figure.end)));
      at = figure.end;
    }
    row.append(slice(at, end));
    start = end + 1;
    return row;
  });
}

export const ledgerNames = (files) => briefly(files.map((file) => file.name).join("、"), 30);
