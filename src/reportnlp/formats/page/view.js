// The view of one report: text on the left, card and lists beside it, filters above, everything by keyboard.

import { Detail } from "./detail.js";
import { element } from "./dom.js";
import { ClaimList, FindingList, GapList } from "./lists.js";
import { AREAS, FAMILIES, SEVERITIES, STATES, TAGS, familyOf, number } from "./names.js";
import { Paper } from "./paper.js";

const KEYS = [
  ["j", "下一处"], ["k", "上一处"], ["a", "采纳建议"], ["i", "忽略，写原因"], ["u", "撤销上一步"], ["1 – 5", "采纳第几个建议"],
  ["Esc", "收起"], ["?", "这张表"],
];

export class View {
  // tools: { rule(code), more: [{ name, title, list }] } — more lists for the tabs beside the text.
  constructor(root, model, tools) {
    this.root = root;
    this.model = model;
    this.live = element("p", { class: "live", role: "status", "aria-live": "polite" });
    this.toast = element("p", { class: "toast", hidden: true, "aria-hidden": "true" });
    const text = element("article", { id: "text", class: "text", tabindex: "-1", "aria-label": "报告正文" });
    this.filters = element("div", { class: "filters", role: "toolbar", "aria-label": "筛选" });
    this.told = element("p", { class: "told soft" });
    const detail = element("section", { class: "detail", "aria-label": "这一处问题" });
    this.tabs = element("div", { class: "tabs", role: "tablist", "aria-label": "正文旁的清单" });
    this.panels = element("div", { class: "panels" });
    this.help = this.helpDialog();
    root.replaceChildren(
      element("div", { class: "columns" }, element("div", { class: "main" }, this.filters, element("div", { class: "paper" }, this.told, text)), element("aside", { class: "side", "aria-label": "问题和数据" }, detail, this.tabs, this.panels)),
      this.live,
      this.toast,
      this.help,
    );
    this.paper = new Paper(model, text);
    const flash = (start, end) => this.flash(start, end);
    this.detail = new Detail(model, detail, { rule: tools.rule, say: (words, shown) => this.say(words, shown), flash });
    this.lists = [];
    this.addList("findings", "问题", (panel) => new FindingList(model, panel, () => this.showText()), () => model.shown().length);
    this.addList("claims", "数据台账", (panel) => new ClaimList(model, panel, flash), () => model.report?.claims.length);
    this.addList("gaps", "缺数据", (panel) => new GapList(model, panel, flash, () => this.showText()), () => model.findings.filter((row) => familyOf(row) === "MD" && model.stateOf(row) === "open").length);
    for (const row of tools.more ?? []) this.addList(row.name, row.title, row.make, row.count);
    this.addTextTab();
    this.open("findings");
    for (const name of ["report", "filter", "decided"]) model.addEventListener(name, () => this.drawFilters());
    model.addEventListener("current", () => root.classList.toggle("chosen", model.current !== null));
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  addList(name, title, make, count) {
    const panel = element("div", { class: "panel", role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: "0", hidden: true });
    const badge = element("span", { class: "count" });
    const tab = element("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => this.open(name, true), onkeydown: (event) => this.moveTab(event) }, title, badge);
    this.tabs.append(tab);
    this.panels.append(panel);
    this.lists.push({ name, tab, badge, count, list: make(panel) });
  }

  // On a phone the text is one of the tabs; elsewhere it is always there.
  addTextTab() {
    this.textTab = element("button", { type: "button", class: "text-tab", "aria-pressed": "true", onclick: () => this.showText() }, "正文");
    this.tabs.prepend(this.textTab);
  }

  showText() {
    this.root.classList.remove("beside");
    this.textTab.setAttribute("aria-pressed", "true");
  }

  open(name, byHand = false) {
    if (byHand) {
      this.root.classList.add("beside");
      this.textTab.setAttribute("aria-pressed", "false");
    }
    for (const row of this.lists) {
      const chosen = row.name === name;
      row.tab.setAttribute("aria-selected", String(chosen));
      row.tab.tabIndex = chosen ? 0 : -1;
      row.list.show(chosen && this.model.report !== null);
      if (chosen) row.list.root.hidden = false;
    }
  }

  moveTab(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.lists.findIndex((row) => row.tab === event.currentTarget);
    const next = this.lists[(at + step + this.lists.length) % this.lists.length];
    this.open(next.name, true);
    next.tab.focus();
    event.preventDefault();
  }

  flash(start, end) {
    this.showText();
    this.paper.flash(start, end);
  }

  say(words, shown = false) {
    this.live.textContent = words;
    if (!shown) return;
    this.toast.textContent = words;
    this.toast.hidden = false;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (this.toast.hidden = true), 4000);
  }

  drawFilters() {
    const { model } = this;
    for (const row of this.lists) row.badge.textContent = row.count() === undefined ? "" : number(row.count());
    const group = (label, key, names, counts) => {
      const present = names.filter(([value]) => counts[value] || model.filter[key] === value);
      if (present.length < 1) return null;
      return element(
        "div",
        { class: "group", role: "group", "aria-label": label },
        present.map(([value, name]) =>
          element(
            "button",
            { type: "button", class: `chip ${key}`, [`data-${key}`]: value, "aria-pressed": String(model.filter[key] === value), onclick: () => this.filterBy(key, value) },
            key === "area" || key === "severity" ? element("span", { class: "dot", "aria-hidden": "true" }) : null,
            name,
            element("b", {}, number(counts[value] ?? 0)),
          ),
        ),
      );
    };
    const focused = document.activeElement?.closest?.(".chip");
    const key = focused && Object.entries(focused.dataset)[0];
    this.filters.replaceChildren(
      ...[
        group("级别", "severity", Object.entries(SEVERITIES), model.count((row) => row.severity)),
        group("类别", "family", Object.entries(FAMILIES), model.count(familyOf)),
        model.decides ? group("状态", "state", Object.entries(STATES), model.count((row) => model.stateOf(row))) : null,
        model.whole ? group("领域", "area", AREAS.map((area) => [area, area]), model.count((row) => model.areaOf(row))) : null,
      ].filter(Boolean),
    );
    if (key) this.filters.querySelector(`[data-${key[0]}="${CSS.escape(key[1])}"]`)?.focus();
    this.drawTold();
  }

  drawTold() {
    const { read, skipped_rules: skipped, unit, period } = this.model.report;
    const rows = [];
    if (unit || period) rows.push([unit, period && `${period}年`].filter(Boolean).join(" · "));
    if (read) rows.push(`已检查 ${number(read.paragraphs)} 段、${number(read.tables)} 表、${number(read.characters)} 字`);
    const notes = [...(read?.unread ?? []), ...new Set((skipped ?? []).map((row) => row.why))];
    this.told.replaceChildren(rows.join("；"), ...notes.map((note) => element("span", { class: "unread" }, note)));
  }

  filterBy(key, value) {
    this.model.setFilter(key, value);
    this.say(`显示 ${this.model.shown().length} 处`);
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !this.model.report) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    const act = {
      j: () => this.detail.go(1),
      k: () => this.detail.go(-1),
      a: () => this.detail.accept(),
      i: () => this.detail.ask(),
      u: () => this.detail.undo(),
      "?": () => this.help.showModal(),
      Escape: () => this.model.select(null),
    }[event.key];
    const digit = /^[1-5]$/.test(event.key) ? this.detail.finding?.suggestions[Number(event.key) - 1] : undefined;
    if (act) act();
    else if (digit !== undefined) this.detail.accept(digit);
    else return;
    event.preventDefault();
  }

  helpDialog() {
    const keys = this.model.decides ? KEYS : KEYS.filter(([key]) => ["j", "k", "Esc", "?"].includes(key));
    return element(
      "dialog",
      { class: "help", "aria-label": "键盘" },
      element("h2", {}, "键盘"),
      element("dl", {}, keys.map(([key, what]) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, what)])),
      element("h2", {}, "标记"),
      element(
        "ul",
        { class: "legend" },
        Object.entries(SEVERITIES).map(([severity, name]) => element("li", {}, element("mark", { class: `${severity} open` }, name))),
        element("li", {}, element("mark", { class: "error settled" }, "已处理")),
        element("li", {}, "左边的色条是工作领域"),
        element("li", {}, `标记上角的字是类别：${Object.entries(TAGS).map(([code, tag]) => `${tag} ${FAMILIES[code]}`).join("，")}`),
      ),
      element("form", { method: "dialog" }, element("button", { class: "primary" }, "知道了")),
    );
  }
}
