// What is known of a report and what its writer has decided: findings with their state, filters, the current one.

import { AREAS, SEVERITIES, familyOf } from "./names.js";
import { Text, clash, minimalEdit } from "./text.js";

export class Model extends EventTarget {
  // store: { load(): {chosen, ignored}, save({chosen, ignored}) }; null where nothing can be decided (a page that is only read).
  constructor(store = null) {
    super();
    this.store = store;
    const kept = store?.load() ?? {};
    this.chosen = new Map(Object.entries(kept.chosen ?? {}));
    this.ignored = new Map(Object.entries(kept.ignored ?? {}));
    this.undone = [];
    this.filter = { severity: null, family: null, state: null, area: null };
    this.current = null;
    this.report = null;
    this.findings = [];
  }

  get decides() {
    return this.store !== null;
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  // whole: whether all rules have run; before that only the first findings are there.
  show(report, whole) {
    const old = this.current === null ? null : this.findings[this.current]?.fingerprint;
    const sameText = this.report?.text === report.text;
    this.report = { claims: [], areas: [], ...report };
    this.text = sameText ? this.text : new Text(report.text);
    this.whole = whole;
    this.findings = report.findings.map((row, id) => ({ ...row, id }));
    this.paragraphs = report.paragraphs;
    this.marksOf = this.paragraphs.map(() => []);
    for (const finding of this.findings) this.place(finding);
    this.current = this.findings.find((row) => row.fingerprint === old)?.id ?? null;
    this.tell("report", { sameText });
  }

  place(finding) {
    const around = this.paragraphs[this.paragraphAt(finding.start)];
    const length = finding.end - finding.start;
    finding.wide = length > 40 || (length > 12 && around !== undefined && length >= around.end - around.start);
    for (let index = this.paragraphAt(finding.start); index < this.paragraphs.length; index++) {
      const paragraph = this.paragraphs[index];
      if (paragraph.start > finding.start && paragraph.start >= finding.end) break;
      if (paragraph.end >= finding.start) this.marksOf[index].push(finding);
    }
  }

  paragraphAt(position) {
    let low = 0, high = this.paragraphs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.paragraphs[middle].start <= position) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  stateOf(finding) {
    if (this.chosen.has(finding.fingerprint)) return "chosen";
    return this.ignored.has(finding.fingerprint) ? "ignored" : "open";
  }

  areaOf(finding) {
    return this.paragraphs[this.paragraphAt(finding.start)]?.area ?? null;
  }

  isShown(finding) {
    const { severity, family, state, area } = this.filter;
    return (
      (!severity || finding.severity === severity) &&
      (!family || familyOf(finding) === family) &&
      (!state || this.stateOf(finding) === state) &&
      (!area || this.areaOf(finding) === area)
    );
  }

  shown() {
    return this.findings.filter((row) => this.isShown(row));
  }

  setFilter(key, value) {
    this.filter[key] = this.filter[key] === value ? null : value;
    this.tell("filter");
  }

  select(id, how = {}) {
    this.current = id;
    this.tell("current", how);
  }

  // The next (or, backwards, the last) finding that the filters show; onlyOpen passes over those already decided.
  step(direction, onlyOpen = false) {
    const rows = this.shown().filter((row) => !onlyOpen || this.stateOf(row) === "open");
    if (!rows.length) return null;
    const at = this.current ?? (direction > 0 ? -1 : this.findings.length);
    const next = direction > 0 ? rows.find((row) => row.id > at) : rows.findLast((row) => row.id < at);
    return (next ?? (direction > 0 ? rows[0] : rows[rows.length - 1])).id;
  }

  editOf(finding) {
    const text = this.chosen.get(finding.fingerprint);
    return text === undefined ? null : { ...minimalEdit(finding.start, finding.found, text), id: finding.id };
  }

  // Takes a replacement; gives back the finding whose chosen change stands in its way, else null.
  choose(finding, text) {
    const edit = minimalEdit(finding.start, finding.found, text);
    const rival = this.findings.find(
      (row) => row.id !== finding.id && this.chosen.has(row.fingerprint) && clash(edit, this.editOf(row)),
    );
    if (rival) return rival;
    this.decide(finding, () => {
      this.ignored.delete(finding.fingerprint);
      this.chosen.set(finding.fingerprint, text);
    });
    return null;
  }

  ignore(finding, reason) {
    this.decide(finding, () => {
      this.chosen.delete(finding.fingerprint);
      this.ignored.set(finding.fingerprint, reason);
    });
  }

  reopen(finding) {
    this.decide(finding, () => {
      this.chosen.delete(finding.fingerprint);
      this.ignored.delete(finding.fingerprint);
    });
  }

  decide(finding, change) {
    const { fingerprint } = finding;
    this.undone.push({ fingerprint, chosen: this.chosen.get(fingerprint), ignored: this.ignored.get(fingerprint) });
    change();
    this.decided(finding);
  }

  // Takes back the last decision; gives back its finding, null where there is none.
  undo() {
    const last = this.undone.pop();
    if (!last) return null;
    for (const [map, value] of [[this.chosen, last.chosen], [this.ignored, last.ignored]]) {
      if (value === undefined) map.delete(last.fingerprint);
      else map.set(last.fingerprint, value);
    }
    const finding = this.findings.find((row) => row.fingerprint === last.fingerprint) ?? null;
    this.decided(finding);
    return finding;
  }

  decided(finding) {
    this.store?.save({ chosen: Object.fromEntries(this.chosen), ignored: Object.fromEntries(this.ignored) });
    this.tell("decided", { finding });
  }

  // What of the decisions concerns this report: a page may have seen others before.
  decisions() {
    const here = new Set(this.findings.map((row) => row.fingerprint));
    const of = (map) => Object.fromEntries([...map].filter(([fingerprint]) => here.has(fingerprint)));
    return { chosen: of(this.chosen), ignored: of(this.ignored) };
  }

  count(key) {
    const counts = {};
    for (const row of this.findings) counts[key(row)] = (counts[key(row)] ?? 0) + 1;
    return counts;
  }

  // Headings that have text under them, in order, with their characters, figures and lacking figures.
  sections() {
    const rows = new Map();
    const row = (path) => {
      const name = path.join(" ／ ");
      if (!rows.has(name)) rows.set(name, { name, path, characters: 0, claims: 0, lacking: [], start: null });
      return rows.get(name);
    };
    for (const paragraph of this.paragraphs) {
      if (paragraph.area === null) continue;
      const section = row(paragraph.section);
      section.start ??= paragraph.start;
      section.characters += paragraph.end - paragraph.start;
    }
    for (const claim of this.report.claims) {
      const paragraph = this.paragraphs[this.paragraphAt(claim.start)];
      if (paragraph && paragraph.area !== null) row(paragraph.section).claims++;
    }
    for (const finding of this.findings) if (familyOf(finding) === "MD") row(finding.location.section).lacking.push(finding);
    return [...rows.values()];
  }

  claimsByArea() {
    const counts = new Map(AREAS.map((area) => [area, 0]));
    for (const claim of this.report.claims) if (claim.area) counts.set(claim.area, (counts.get(claim.area) ?? 0) + 1);
    return [...counts];
  }
}

export const worst = (findings) =>
  Object.keys(SEVERITIES).find((severity) => findings.some((row) => row.severity === severity));
