// The report's text: paragraphs with their area, marks, chosen changes; drawn a little at a time.

import { element, inSlices, pause } from "./dom.js";
import { PARTS, SEVERITIES, TAGS, familyOf } from "./names.js";
import { worst } from "./model.js";
import { pieces } from "./text.js";

const KINDS = { "!": "flag", "‸": "caret" };
const CHUNK = 24; // paragraphs that are skipped together while they are out of sight

export class Paper {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.rows = [];
    this.turn = 0;
    root.addEventListener("click", (event) => this.clicked(event));
    model.addEventListener("report", (event) => this.draw(event.detail.sameText));
    model.addEventListener("filter", () => this.draw(true));
    model.addEventListener("decided", ({ detail }) => detail.finding && this.redraw(detail.finding));
    model.addEventListener("current", ({ detail }) => this.pointOut(detail));
  }

  async draw(sameText) {
    const turn = ++this.turn;
    const current = () => turn === this.turn;
    const { model } = this;
    if (sameText && this.rows.length === model.paragraphs.length) {
      if (await inSlices(model.paragraphs, (_, index) => this.replace(index), current)) this.pointOut({ scroll: false });
      return;
    }
    this.root.replaceChildren();
    this.rows = [];
    this.root.setAttribute("aria-busy", "true");
    let chunk = null;
    const whole = await inSlices(
      model.paragraphs,
      (_, index) => {
        const gap = this.gapBefore(index);
        if (!chunk || (index % CHUNK === 0 && gap === null)) this.root.append((chunk = element("div", { class: "chunk" })));
        this.rows[index] = this.paragraph(index);
        if (model.paragraphs[index].part === "table") this.putIntoTable(chunk, this.rows[index], gap);
        else chunk.append(this.rows[index]);
      },
      current,
    );
    if (whole) this.root.removeAttribute("aria-busy");
  }

  // What stands in the text between two cells: a tab between columns, a line end between rows; null outside of a table.
  gapBefore(index) {
    const { paragraphs, text } = this.model;
    if (paragraphs[index].part !== "table" || paragraphs[index - 1]?.part !== "table") return null;
    return text.slice(paragraphs[index - 1].end, paragraphs[index].start);
  }

  putIntoTable(chunk, paragraph, gap) {
    if (gap === null) {
      const area = paragraph.dataset.area ?? null;
      this.table = element("tbody");
      chunk.append(element("div", { class: "table", "data-area": area }, element("table", {}, this.table)));
    }
    if (gap === null || gap.includes("\n")) this.table.append(element("tr"));
    const row = this.table.lastElementChild;
    const steps = row.children.length ? gap.split("\t").length - 1 : 1 + (gap ?? "").split("\n").at(-1).split("\t").length - 1;
    for (let step = 0; step < steps; step++) row.append(element("td"));
    row.lastElementChild.append(paragraph);
  }

  replace(index) {
    const fresh = this.paragraph(index);
    if (this.rows[index].isEqualNode(fresh)) return;
    this.rows[index].replaceWith(fresh);
    const table = fresh.closest(".table");
    if (table && fresh.dataset.area) table.dataset.area = fresh.dataset.area;
    this.rows[index] = fresh;
  }

  redraw(finding) {
    this.model.marksOf.forEach((marks, index) => marks.includes(finding) && this.rows[index] && this.replace(index));
    this.pointOut({ scroll: false });
  }

  paragraph(index) {
    const { model } = this;
    const row = model.paragraphs[index];
    const before = model.paragraphs[index - 1];
    const words = model.text.slice(row.start, row.end);
    const label = row.section[row.section.length - 1] ?? "";
    // Before all rules have run no paragraph has an area: there only the label tells.
    const heading = row.area === null && row.part === "body" && (model.whole || label.endsWith(words));
    const made = element("p", {
      class: `para ${heading ? this.headingClass(index) : ""} ${row.part === "body" ? "" : "apart"}`.trim(),
      "data-index": index,
      "data-area": row.area,
      ...(heading ? { role: "heading", "aria-level": Math.min(6, 1 + Math.max(1, row.section.length)) } : {}),
    });
    if (row.area !== null && (before?.area !== row.area || before.area === null)) {
      made.append(element("span", { class: "area-name" }, row.area));
    }
    if (row.part in PARTS && before?.part !== row.part) made.append(element("span", { class: "part-name" }, PARTS[row.part]));
    if (heading && label !== words && label.endsWith(words)) { // a number that Word makes and the text lacks
      made.append(element("span", { class: "made-number" }, label.slice(0, label.length - words.length)));
    }
    const marks = model.marksOf[index].filter((finding) => model.isShown(finding));
    const edits = marks.map((finding) => model.editOf(finding)).filter(Boolean);
    for (const piece of pieces(row.start, row.end, marks, edits)) made.append(this.piece(piece));
    return made;
  }

  headingClass(index) {
    const { paragraphs } = this.model;
    const row = paragraphs[index], next = paragraphs[index + 1];
    const title = row.section.length && next && next.section[0] !== row.section[0] && index < 6;
    return title ? "title" : `heading level-${Math.min(4, Math.max(1, row.section.length))}`;
  }

  piece(piece) {
    const { model } = this;
    if (piece.insert) return element("ins", { "data-ids": piece.id }, piece.insert);
    const words = piece.sign ?? model.text.slice(piece.start, piece.end);
    if (!piece.ids.length) return document.createTextNode(words);
    const findings = piece.ids.map((id) => model.findings[id]);
    const open = findings.filter((row) => model.stateOf(row) === "open");
    const severity = worst(open.length ? open : findings);
    const narrow = findings.reduce((one, other) => (other.end - other.start < one.end - one.start ? other : one));
    return element(
      piece.deleted ? "del" : "mark",
      {
        class: [severity, open.length ? "open" : "settled", KINDS[piece.sign] ?? (narrow.wide && "wide")].filter(Boolean).join(" "),
        "data-ids": piece.ids.join(" "),
        "data-tag": open.length && !piece.sign && piece.end === narrow.end ? TAGS[familyOf(narrow)] : null,
        title: `${SEVERITIES[narrow.severity]} ${narrow.code}：${narrow.message}`,
      },
      words,
    );
  }

  clicked(event) {
    const mark = event.target.closest("[data-ids]");
    if (!mark || !getSelection().isCollapsed) return;
    const ids = mark.dataset.ids.split(" ").map(Number);
    const length = (id) => this.model.findings[id].end - this.model.findings[id].start;
    ids.sort((one, other) => length(one) - length(other));
    const at = ids.indexOf(this.model.current);
    this.model.select(ids[(at + 1) % ids.length], { scroll: false });
  }

  async pointOut({ scroll = true } = {}) {
    for (const old of this.root.querySelectorAll(".current")) old.classList.remove("current");
    const { model } = this;
    if (model.current === null) return;
    const finding = model.findings[model.current];
    const index = model.paragraphAt(finding.start);
    while (!this.rows[index]) { // still being drawn
      if (!this.root.hasAttribute("aria-busy")) return;
      await pause();
    }
    let first = null;
    for (let at = index; at < this.rows.length && model.paragraphs[at].start <= Math.max(finding.start, finding.end - 1); at++) {
      for (const mark of this.rows[at].querySelectorAll("[data-ids]")) {
        if (!mark.dataset.ids.split(" ").includes(String(finding.id))) continue;
        mark.classList.add("current");
        first ??= mark;
      }
    }
    if (scroll) this.reveal(first ?? this.rows[index]);
  }

  // Shows a place of the text for a moment: evidence, a figure of the ledger.
  flash(start, end) {
    const index = this.model.paragraphAt(start);
    const row = this.rows[index];
    if (!row) return;
    this.reveal(row);
    const range = this.rangeOf(row, start - this.model.paragraphs[index].start, end - this.model.paragraphs[index].start);
    if (range && globalThis.Highlight && CSS.highlights) {
      CSS.highlights.set("flash", new Highlight(range));
      clearTimeout(this.flashing);
      this.flashing = setTimeout(() => CSS.highlights.delete("flash"), 2500);
    } else {
      row.classList.add("flash");
      setTimeout(() => row.classList.remove("flash"), 2500);
    }
  }

  rangeOf(row, from, to) {
    const range = document.createRange();
    let at = 0, begun = false;
    const walk = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.parentElement.closest("ins, .area-name, .part-name, .made-number, .caret, .flag")) continue;
      const points = Array.from(node.data);
      const unit = (count) => points.slice(0, count).join("").length;
      if (!begun && from < at + points.length) {
        range.setStart(node, unit(from - at));
        begun = true;
      }
      if (begun && to <= at + points.length) {
        range.setEnd(node, unit(to - at));
        return range;
      }
      at += points.length;
    }
    return null;
  }

  reveal(place) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const far = Math.abs(place.getBoundingClientRect().top) > 3 * innerHeight;
    place.scrollIntoView({ block: "center", behavior: calm || far ? "auto" : "smooth" });
  }
}
