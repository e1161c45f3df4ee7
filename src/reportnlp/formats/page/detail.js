// The card of one finding: what is wrong, what to write instead, why, how sure; accept, ignore, undo.

import { element } from "./dom.js";
import { FAMILIES, SEVERITIES, STATES, briefly, familyOf, percent, sectionOf } from "./names.js";

const REASONS = ["原文如此", "专有名称", "已核实无误", "不适用"];
const WIDE = 40; // characters of a finding that are shown

export class Detail {
  // rule(code): a promise of the rule's card; say(sentence): tells those who do not see.
  constructor(model, root, { rule, say, flash }) {
    Object.assign(this, { model, root, rule, say, flash });
    this.asking = false;
    model.addEventListener("current", () => this.draw());
    model.addEventListener("decided", () => this.draw());
    model.addEventListener("report", () => this.draw());
    this.draw();
  }

  get finding() {
    return this.model.current === null ? null : this.model.findings[this.model.current];
  }

  draw() {
    const { finding, model } = this;
    this.root.hidden = !model.report;
    if (!finding) {
      this.asking = false;
      const shown = model.report ? model.shown().length : 0;
      this.root.classList.add("empty");
      this.root.replaceChildren(
        element("p", { class: "soft" }, shown ? "点正文里的标记，或按 " : "没有要看的问题。", shown ? element("kbd", {}, "j") : null, shown ? " 从头看起。" : null),
      );
      return;
    }
    if (this.drawn !== finding.fingerprint) this.asking = false;
    this.drawn = finding.fingerprint;
    this.root.classList.remove("empty");
    this.root.replaceChildren(
      this.head(finding),
      element("p", { class: "message" }, finding.message),
      this.change(finding),
      ...(model.decides ? [this.actions(finding)] : []),
      this.evidence(finding),
      this.explanation(finding),
    );
  }

  head(finding) {
    const { model } = this;
    const rows = model.shown();
    const at = rows.findIndex((row) => row.id === finding.id);
    return element(
      "header",
      { class: "detail-head" },
      element("span", { class: `badge ${finding.severity}` }, SEVERITIES[finding.severity]),
      element("span", { class: "family" }, `${FAMILIES[familyOf(finding)] ?? ""} ${finding.code}`),
      element("span", { class: "soft sure", title: "把握：这样的提示有多大比例是对的" }, `把握 ${percent(finding.confidence)}`),
      element("span", { class: "soft place" }, at < 0 ? "" : `${at + 1} / ${rows.length}`),
      element(
        "span",
        { class: "steps" },
        element("button", { type: "button", class: "icon", "aria-label": "上一处（k）", title: "上一处（k）", onclick: () => this.go(-1) }, "‹"),
        element("button", { type: "button", class: "icon", "aria-label": "下一处（j）", title: "下一处（j）", onclick: () => this.go(1) }, "›"),
        element("button", { type: "button", class: "icon close", "aria-label": "收起", title: "收起（Esc）", onclick: () => model.select(null) }, "×"),
      ),
    );
  }

  go(direction, onlyOpen = false) {
    const id = this.model.step(direction, onlyOpen);
    if (id === null) return;
    this.model.select(id);
    const finding = this.model.findings[id];
    this.say(`${SEVERITIES[finding.severity]}，${finding.message}`);
  }

  change(finding) {
    const { model } = this;
    if (!finding.suggestions.length) {
      return element("p", { class: "quote" }, element("q", {}, briefly(finding.found || "（此处）", WIDE)), element("span", { class: "soft" }, sectionOf(finding)));
    }
    const current = model.chosen.get(finding.fingerprint) ?? this.typed ?? finding.suggestions[0];
    const options = finding.suggestions.slice(0, 5).map((text, index) =>
      element(
        "button",
        {
          type: "button",
          class: "option",
          "aria-pressed": String(model.chosen.get(finding.fingerprint) === text),
          disabled: !model.decides,
          title: model.decides ? `采纳这个写法${index ? "" : "（a）"}` : null,
          onclick: () => this.accept(text),
        },
        text || "（删去）",
      ),
    );
    const box = element("div", { class: "change" }, element("del", {}, briefly(finding.found || "（缺）", WIDE)), element("span", { class: "arrow", "aria-label": "改为" }, "→"), ...options);
    if (!model.decides) return box;
    const field = element("input", { type: "text", value: current, "aria-label": "改成别的写法", spellcheck: "false" });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) this.accept(field.value);
      if (event.key === "Escape") field.blur();
    });
    box.append(element("label", { class: "own" }, element("span", { class: "soft" }, "改成"), field));
    this.field = field;
    return box;
  }

  accept(text = this.field?.value) {
    const { finding, model } = this;
    if (!finding || !model.decides) return;
    if (!finding.suggestions.length) {
      this.say("这一处没有现成的改法，请在 Word 里改，或按 i 忽略。", true);
      return;
    }
    const rival = model.choose(finding, text);
    if (rival) {
      this.say(`和已采纳的“${briefly(rival.found, 12)}”改的是同一处，请先撤销那一处。`, true);
      return;
    }
    this.say(`已采纳：${text || "删去"}`);
    this.onwards();
  }

  // To the next open finding; stays where there is none.
  onwards() {
    const id = this.model.step(1, true);
    if (id !== null) this.model.select(id);
  }

  ask() {
    if (!this.finding || !this.model.decides) return;
    this.asking = true;
    this.draw();
    this.root.querySelector(".reason input").focus();
  }

  ignore(reason) {
    const { finding } = this;
    this.asking = false;
    this.model.ignore(finding, reason.trim());
    this.say("已忽略。");
    this.onwards();
  }

  undo() {
    const finding = this.model.undo();
    if (!finding) {
      this.say("没有可以撤销的。", true);
      return;
    }
    this.model.select(finding.id);
    this.say("已撤销。", true);
  }

  actions(finding) {
    const { model } = this;
    const state = model.stateOf(finding);
    if (this.asking) return this.reason();
    const button = (words, key, act, more = {}) =>
      element("button", { type: "button", onclick: act, ...more }, words, " ", element("kbd", {}, key));
    const rows =
      state === "open"
        ? [
            finding.suggestions.length ? button("采纳", "a", () => this.accept(), { class: "primary" }) : null,
            button("忽略…", "i", () => this.ask()),
            finding.suggestions.length ? null : element("span", { class: "soft" }, "这一处要自己改"),
          ]
        : [
            element("span", { class: `standing ${state}` }, state === "ignored" && model.ignored.get(finding.fingerprint) ? `已忽略：${model.ignored.get(finding.fingerprint)}` : STATES[state]),
            element("button", { type: "button", onclick: () => model.reopen(finding) }, "恢复待处理"),
          ];
    return element("div", { class: "actions" }, rows, model.undone.length ? button("撤销", "u", () => this.undo(), { class: "quiet" }) : null);
  }

  reason() {
    const field = element("input", { type: "text", placeholder: "例如：原文如此", maxlength: "80", "aria-label": "忽略的原因" });
    const form = element(
      "form",
      { class: "reason" },
      element("label", {}, element("span", { class: "soft" }, "原因（可不写）"), field),
      element("span", { class: "reasons" }, REASONS.map((words) => element("button", { type: "button", class: "option", onclick: () => this.ignore(words) }, words))),
      element("span", { class: "actions" }, element("button", { type: "submit", class: "primary" }, "忽略"), element("button", { type: "button", onclick: () => this.stopAsking() }, "取消")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ignore(field.value);
    });
    field.addEventListener("keydown", (event) => event.key === "Escape" && (event.stopPropagation(), this.stopAsking()));
    return form;
  }

  stopAsking() {
    this.asking = false;
    this.draw();
  }

  evidence(finding) {
    const { model } = this;
    if (!finding.evidence.length) return "";
    return element(
      "ul",
      { class: "evidence" },
      finding.evidence.slice(0, 6).map((row) => {
        if (row.start === undefined) return element("li", {}, row.note);
        const words = briefly(model.text.slice(row.start, row.end), 16);
        return element("li", {}, `${row.note} `, element("button", { type: "button", class: "link", onclick: () => this.flash(row.start, row.end) }, `“${words}”`));
      }),
    );
  }

  explanation(finding) {
    const box = element("details", { class: "why", open: this.open }, element("summary", {}, "为什么 · 依据"));
    const fill = async () => {
      try {
        const card = await this.rule(finding.code);
        if (!card) return;
        const lines = [element("p", {}, element("b", {}, "依据 "), card.basis), element("p", { class: "reasoning" }, card.why.trim().replaceAll("\n", ""))];
        const bad = card.examples?.bad?.[0], good = card.examples?.good?.[0];
        if (bad) lines.push(element("p", { class: "soft example" }, element("b", {}, "要改 "), bad));
        if (good) lines.push(element("p", { class: "soft example" }, element("b", {}, "无误 "), good));
        box.append(...lines);
      } catch (error) {
        box.append(element("p", { class: "soft" }, error.message));
      }
    };
    box.addEventListener("toggle", () => {
      this.open = box.open;
      if (box.open && box.children.length === 1) fill();
    });
    return box;
  }
}
