// The words that people see for what the JSON of a report calls by short names.

export const SEVERITIES = { error: "错误", warning: "警告", advice: "建议" };
export const FAMILIES = {
  PH: "提法", TY: "错别字", WD: "用词", PU: "标点", NU: "数字与量词", DT: "日期", ST: "结构与序号", MD: "缺数据",
  AR: "数据勾稽", EV: "台账佐证", XD: "跨文档", LA: "版式",
};
// One character for each family, shown beside a mark.
export const TAGS = {
  PH: "提", TY: "字", WD: "词", PU: "标", NU: "数", DT: "日", ST: "序", MD: "缺", AR: "算", EV: "账", XD: "同", LA: "版",
};
export const STATES = { open: "待处理", chosen: "已采纳", ignored: "已忽略" };
export const PARTS = {
  table: "表格", header: "页眉", footer: "页脚", footnote: "脚注", endnote: "尾注", textbox: "文本框", comment: "批注",
  contents: "目录",
};
export const AREAS = ["政治建设", "组织建设", "正风肃纪", "服务大局", "其他"];
export const MODALITIES = { done: "", planned: "计划", required: "要求", negated: "否定" };

export const familyOf = (finding) => finding.code.slice(0, 2);
export const number = (value) => value.toLocaleString("zh-CN");
export const percent = (value) => `${Math.round(100 * value)}%`;
export const sectionOf = (finding) => finding.location.section.join(" ／ ");
export const briefly = (text, most) => (Array.from(text).length > most ? `${Array.from(text).slice(0, most).join("")}…` : text);
