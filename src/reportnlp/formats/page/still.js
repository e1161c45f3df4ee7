// The page that check --format html writes: the same view, only to be read; its data lie in the page itself.

import { element } from "./dom.js";
import { Model } from "./model.js";
import { View } from "./view.js";

const { reports, unread, rules } = JSON.parse(document.getElementById("data").textContent);
const model = new Model();
const root = document.getElementById("view");
new View(root, model, { rule: async (code) => rules[code] });
const nameOf = (report) => report.path ?? "报告";
const show = (index) => {
  model.select(null);
  model.show(reports[index], true);
};
const heading = document.getElementById("heading");
if (reports.length > 1) {
  heading.append(
    element(
      "select",
      { "aria-label": "报告", onchange: (event) => show(Number(event.target.value)) },
      reports.map((report, index) => element("option", { value: index }, nameOf(report))),
    ),
  );
} else if (reports.length) {
  heading.append(nameOf(reports[0]));
}
for (const { path, why } of unread) heading.after(element("p", { class: "still missed" }, `没有读到 ${path}：${why}`));
if (reports.length) show(0);
