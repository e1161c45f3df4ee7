"""The rule catalogue as pages: one for each family, made from the cards."""

from __future__ import annotations

import html
from collections.abc import Iterator

from reportnlp.formats.catalog import FIELD, FIELDS
from reportnlp.rules.base import FAMILIES, Card, Example
from reportnlp.rules.catalog import load_rules, read_examples
from reportnlp.span import Span

_SEVERITIES = {"error": "错误", "warning": "警告", "advice": "建议"}
_NEEDS = {
    "reports": "成批审查时才查",
    "layout": "加 `--layout` 才查",
    "roster": "给了名册（`--roster`）才查",
    "records": "给了台账（`--records`）才查",
}
INTENT = {
    "PH": "固定提法写错、展开不全、届次不对。",
    "TY": "错字、重字、漏字、颠倒。",
    "WD": "近义词混用、语意重复、句式杂糅。",
    "PU": "标点用错、不成对、全角半角混用（GB/T 15834）。",
    "NU": "数字写法、量词、计量单位（GB/T 15835）。",
    "DT": "没有的日期、写错的年份、倒着写的起止时间。",
    "ST": "序号跳号重号、标题与内容不符、缺领域。",
    "MD": "整节没有数据、留着空没填、写着“若干”。",
    "AR": "分项大于总数、加起来不对、比率算不通。",
    "EV": "报告里的数与台账对不上。",
    "XD": "几份报告之间雷同、矛盾。",
    "LA": "Word 版式不合 GB/T 9704。",
}


def rule_pages() -> dict[str, str]:
    """Page name (rules/ph.md) → Markdown, for every family that has rules, and the overview rules/index.md."""
    cards = [rule.card for rule in load_rules()]
    families = {family: [card for card in cards if card.family == family] for family in FAMILIES}
    filled = {family: rows for family, rows in families.items() if rows}
    pages = {f"rules/{family.lower()}.md": _page(family, rows) for family, rows in filled.items()}
    return {"rules/index.md": _overview(filled), **pages}


def _overview(families: dict[str, list[Card]]) -> str:
    count = sum(map(len, families.values()))
    lines = [
        "# 规则目录",
        "",
        f"共 {count} 条，由规则卡片自动生成。点族名看每条规则：为什么、依据什么、什么时候不报。",
        "",
        "| 族 | 名称 | 查什么 | 条数 |",
        "|---|---|---|---:|",
        *(
            f"| [{family}]({family.lower()}.md) | {FAMILIES[family]} | {INTENT[family]} | {len(rows)} |"
            for family, rows in families.items()
        ),
        "",
        "命令行里同样看得到：",
        "",
        "```sh",
        "reportnlp rules",
        "reportnlp rules --select 标点",
        "reportnlp explain PH001",
        "```",
        "",
        "**级别**说“如果真错了有多严重”；**把握**说“报出来的有多大可能真错了”。把握低的是请人核对，不是说一定错。",
    ]
    return "\n".join(lines) + "\n"


def _page(family: str, cards: list[Card]) -> str:
    lines = [
        "---",
        "search:",
        "  boost: 1.5",
        "---",
        f"# {family} {FAMILIES[family]}",
        "",
        f"{INTENT[family]}共 {len(cards)} 条。",
        "",
    ]
    lines += ["| 代码 | 提示 | 例 |", "|---|---|---|", *map(_row, cards), ""]
    for card in cards:
        lines += _rule(card)
    return "\n".join(lines) + "\n"


def _row(card: Card) -> str:
    cells = (f"[{card.code}](#{card.code.lower()})", _message(card.message), _short(read_examples(card.path).bad[0]))
    return "| " + " | ".join(cells) + " |"


def _short(example: Example) -> str:
    """The first slip of an example with its correction and a few characters before it."""
    (start, end), best = example.marks[0]
    before = example.text[:start].rpartition("\n")[2][-6:]
    slip = Span(len(before), len(before) + end - start)
    return _example(Example(before + example.text[start:end], ((slip, best),))).replace("|", "\\|")


def _rule(card: Card) -> Iterator[str]:
    examples = read_examples(card.path)
    yield f"## {card.code} {card.name} {{ #{card.code.lower()} }}"
    yield ""
    facts = [f"级别：{_SEVERITIES[card.severity]}", f"把握：{card.confidence:.0%}"]
    if card.needs:
        facts.append(_NEEDS.get(card.needs, f"需要 {card.needs}"))
    yield " · ".join(facts)
    yield ""
    yield f"> {_message(card.message)}"
    yield ""
    yield from (_plain(line) for line in card.why.strip().splitlines())
    yield ""
    yield f"**依据**：{_plain(' '.join(card.basis.split()))}"
    yield ""
    for title, rows in (("要改", examples.bad), ("无误，不报", examples.good), ("已知漏报", examples.gaps)):
        if rows:
            yield f"**{title}**"
            yield ""
            yield '<ul class="examples">'
            yield from (f"<li>{_example(row)}</li>" for row in rows)
            yield "</ul>"
            yield ""


def _example(example: Example) -> str:
    """The example as HTML, slips struck through and corrections beside them."""
    parts, position = [], 0
    for (start, end), best in example.marks:
        parts.append(_lines(example.text[position:start]))
        found = _lines(example.text[start:end]).replace(" ", "␣")
        parts.append(f"<mark>{found}</mark>" if best is None else f"<del>{found}</del>")
        if best:
            parts.append(f"<ins>{_lines(best)}</ins>")
        position = end
    parts.append(_lines(example.text[position:]))
    notes = [f"报告年度 {example.period}"] if example.period else []
    if example.records:
        rows = ("，".join(f"{key} {value}" for key, value in row.items()) for row in example.records)
        notes.append("台账：" + "；".join(rows))
    if example.roster:
        notes.append("名册：" + "；".join(" ".join(row) for row in example.roster))
    if example.previous:
        notes.append("去年的报告：" + " ".join(example.previous.split()))
    notes += [f"另一份报告：{' '.join(text.split())}" for text, _ in getattr(example, "reports", ())]
    remark = f"<small>{html.escape('；'.join(notes), quote=False)}</small>" if notes else ""
    return "".join(parts) + remark


def _message(text: str) -> str:
    """The card's sentence with words for what it fills in."""
    parts = FIELD.split(text)
    filled = (f"<var>{FIELDS.get(part, '…')}</var>" if index % 2 else _plain(part) for index, part in enumerate(parts))
    return "".join(filled)


def _lines(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = html.escape(text, quote=False)
    return "".join(f"\\{character}" if character in "\\`*_{}[]#|" else character for character in escaped)
