// What stands beside the text: the list of findings, the ledger of figures, the checklist of lacking data.

import { element, inSlices } from "./dom.js";
import { MODALITIES, SEVERITIES, STATES, briefly, number, sectionOf } from "./names.js";

class List {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.turn = 0;
    this.stale = true;
  }

  // Only the list that is looked at is drawn.
  show(visible) {
    this.root.hidden = !visible;
    if (visible && this.stale) this.draw();
  }

  touch() {
    this.stale = true;
    if (!this.root.hidden) this.draw();
  }

  async fill(head, rows, make, empty) {
    this.stale = false;
    const turn = ++this.turn;
    const list = element("ol", { class: "rows" });
    this.root.replaceChildren(...head, rows.length ? list : element("p", { class: "soft nothing" }, empty));
    await inSlices(rows, (row) => list.append(make(row)), () => turn === this.turn);
  }
}

export class FindingList extends List {
  constructor(model, root, chosen) {
    super(model, root);
    this.items = new Map();
    root.addEventListener("click", ({ target }) => {
      const item = target.closest("[data-id]");
      if (!item) return;
      chosen(); // on a phone the text was hidden
      model.select(Number(item.dataset.id));
    });
    for (const name of ["report", "filter"]) model.addEventListener(name, () => this.touch());
    model.addEventListener("decided", ({ detail }) => (model.filter.state ? this.touch() : this.renew(detail.finding)));
    model.addEventListener("current", () => this.mark());
  }

  draw() {
    this.items.clear();
    let section = null;
    return this.fill([], this.model.shown(), (finding) => {
      const name = sectionOf(finding);
      const made = this.item(finding);
      if (name !== section) made.prepend(element("span", { class: "in-section" }, name || "（开头）"));
      section = name;
      return made;
    }, this.model.findings.length ? "没有符合筛选的问题。" : this.model.whole ? "没有发现问题。" : "正在检查……").then(() => this.mark());
  }

  item(finding) {
    const made = element("li", {}, this.button(finding));
    this.items.set(finding.id, made);
    return made;
  }

  button(finding) {
    const { model } = this;
    const state = model.stateOf(finding);
    const best = model.chosen.get(finding.fingerprint) ?? finding.suggestions[0];
    return element(
      "button",
      { type: "button", class: `row ${finding.severity} ${state}`, "data-id": finding.id },
      element("span", { class: "dot", "aria-hidden": "true" }),
      element("span", { class: "words" }, briefly(finding.found || "（缺）", 18), best === undefined ? "" : element("span", { class: "best" }, ` → ${best ? briefly(best, 18) : "删去"}`)),
      element("span", { class: "soft" }, state === "open" ? finding.code : STATES[state]),
      element("span", { class: "unseen" }, `，${SEVERITIES[finding.severity]}`),
      element("span", { class: "soft note" }, finding.message),
    );
  }

  renew(finding) {
    if (finding && this.items.has(finding.id)) this.items.get(finding.id).querySelector(".row").replaceWith(this.button(finding));
    this.mark();
  }

  // Only the list moves: scrollIntoView would move the page as well, and stop the text on its way.
  bringIntoSight(item) {
    const frame = this.root.parentElement;
    const box = frame.getBoundingClientRect(), place = item.getBoundingClientRect();
    if (place.top < box.top) frame.scrollTop -= box.top - place.top + 8;
    else if (place.bottom > box.bottom) frame.scrollTop += place.bottom - box.bottom + 8;
  }

  mark() {
    const { current } = this.model;
    for (const old of this.root.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
    const item = this.items.get(current)?.querySelector(".row");
    if (!item) return;
    item.setAttribute("aria-current", "true");
    if (!this.root.hidden) this.bringIntoSight(item);
  }
}

export class ClaimList extends List {
  constructor(model, root, flash) {
    super(model, root);
    root.addEventListener("click", ({ target }) => {
      const item = target.closest("[data-start]");
      if (item) flash(Number(item.dataset.start), Number(item.dataset.end));
    });
    model.addEventListener("report", () => this.touch());
    model.addEventListener("filter", () => this.touch());
  }

  draw() {
    const { model } = this;
    const byArea = model.claimsByArea();
    const most = Math.max(1, ...byArea.map(([, count]) => count));
    const bars = element(
      "ul",
      { class: "bars", "aria-label": "各领域的数据条数" },
      byArea.map(([area, count]) => element("li", { "data-area": area }, element("span", {}, area), element("meter", { max: most, value: count, "aria-hidden": "true" }), element("b", {}, number(count)))),
    );
    const { area } = model.filter;
    const rows = model.report.claims.filter((claim) => !area || claim.area === area);
    return this.fill([bars], rows, (claim) => this.item(claim), model.whole ? "没有数据。" : "正在提取数据……");
  }

  item(claim) {
    const words = this.model.text.slice(claim.start, claim.end);
    const about = [claim.action, claim.noun ?? claim.indicator].filter(Boolean).join(" · ");
    const more = [MODALITIES[claim.modality], claim.comparison, claim.period].filter(Boolean).join("，");
    return element(
      "li",
      {},
      element(
        "button",
        { type: "button", class: "row claim", "data-start": claim.start, "data-end": claim.end, "data-area": claim.area },
        element("span", { class: "figure" }, words),
        element("span", { class: "words" }, about || "—"),
        element("span", { class: "soft" }, more),
      ),
    );
  }
}

export class GapList extends List {
  constructor(model, root, flash, chosen) {
    super(model, root);
    root.addEventListener("click", ({ target }) => {
      const item = target.closest("[data-id]");
      const place = target.closest("[data-start]");
      if (item) chosen(), model.select(Number(item.dataset.id));
      else if (place) flash(Number(place.dataset.start), Number(place.dataset.start) + 1);
    });
    for (const name of ["report", "decided"]) model.addEventListener(name, () => this.touch());
  }

  draw() {
    const sections = this.model.sections();
    const head = element("p", { class: "soft" }, "逐节看有没有数据：打叉的要补，打勾的已有或已处理。");
    return this.fill([head], sections, (section) => this.item(section), this.model.whole ? "没有分节。" : "正在检查……");
  }

  item(section) {
    const open = section.lacking.filter((row) => this.model.stateOf(row) === "open");
    const rate = section.characters ? `每千字 ${((1000 * section.claims) / section.characters).toFixed(1)} 条` : "";
    const good = !open.length;
    return element(
      "li",
      { class: `gap ${good ? "good" : "bad"}` },
      element(
        "button",
        { type: "button", class: "row", "data-start": section.start ?? section.lacking[0]?.start ?? 0 },
        element("span", { class: "tick", role: "img", "aria-label": good ? "齐" : "要补" }, good ? "✓" : "✗"),
        element("span", { class: "words" }, section.path[section.path.length - 1] ?? "（开头）"),
        element("span", { class: "soft" }, `${section.claims} 条数据`),
        element("span", { class: "soft note" }, rate),
      ),
      section.lacking.length
        ? element("ul", {}, section.lacking.map((row) => element("li", {}, element("button", { type: "button", class: `link ${this.model.stateOf(row)}`, "data-id": row.id }, row.message))))
        : null,
    );
  }
}
