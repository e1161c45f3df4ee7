"use strict";
const table = document.getElementById("table"), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
const filter = document.getElementById("filter"), shown = document.getElementById("shown");
heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
  const number = head.classList.contains("num"), down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") !== "descending" : number;
  heads.forEach(other => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = row => row.cells[column].textContent, compare = number ? (a, b) => value(a) - value(b) : (a, b) => value(a).localeCompare(value(b), "zh");
  body.append(...[...body.rows].sort((a, b) => down ? compare(b, a) : compare(a, b)));
}));
filter.addEventListener("input", () => {
  let count = 0;
  for (const row of body.rows) { row.hidden = !(row.cells[0].textContent + row.cells[1].textContent).includes(filter.value.trim()); count += !row.hidden; }
  shown.textContent = filter.value ? `${count} 份` : "";
});
