"""Rule cards for people: the page of one rule, and the catalogue as Markdown."""

import re
from collections.abc import Sequence
from typing import Any

from rich.text import Text

from reportnlp.rules.base import FAMILIES, Card, Example
from reportnlp.rules.catalog import read_examples

_CHINESE_LINE_END = re.compile(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])")
_MARKS = re.compile(r"[\\`*_\[\]<>|#~&]")
FIELD = re.compile(r"\{(\w+)\}")
FIELDS = {"found": "原文", "best": "建议", "count": "几"}  # what stands for them in a card's message; for all others …
_SEVERITIES = {"error": "错误", "warning": "警告", "advice": "建议"}


def shown_message(card: Card) -> str:
    """The card's sentence for people: with words for what it fills in."""
    return FIELD.sub(lambda field: FIELDS.get(field[1], "…"), card.message)


def rule_page(card: Card) -> Text:
    """Everything that the card says, for a terminal."""
    page = Text(f"{card.code} {card.name}\n", style="bold")
    page.append(f"{FAMILIES[card.family]} · {_SEVERITIES[card.severity]} · 把握 {card.confidence:.0%}\n", style="dim")
    page.append(f"\n提示：{shown_message(card)}\n\n{card.why}\n\n依据：{card.basis}\n", style="not bold")
    examples = read_examples(card.path)
    for title, rows in (("要改", examples.bad), ("无误", examples.good), ("已知漏报", examples.gaps)):
        if rows:
            page.append(f"\n{title}\n", style="bold")
            page.append("".join(f"  {_marked(row)}\n" for row in rows), style="not bold")
    return page


def card_to_dict(card: Card) -> dict[str, Any]:
    """The card for programs; every key is always there."""
    keys = ("code", "name", "severity", "confidence", "message", "why", "basis")
    return {key: getattr(card, key) for key in keys}


def card_page(card: Card) -> dict[str, Any]:
    """The card with its family's name and its examples, marked as 〖found→best〗."""
    examples = read_examples(card.path)
    return {
        **card_to_dict(card),
        "family": FAMILIES[card.family],
        "examples": {
            "bad": [_marked(row) for row in examples.bad],
            "good": [_marked(row) for row in examples.good],
            "gaps": [_marked(row) for row in examples.gaps],
        },
    }


def rule_markdown(card: Card) -> str:
    """The same page in Markdown, for editors; text of the card is never taken for marks."""
    kind = f"{FAMILIES[card.family]} · {_SEVERITIES[card.severity]} · 把握 {card.confidence:.0%}"
    rows = [
        f"### {card.code} {card.name}",
        kind,
        f"**提示**：{escaped(shown_message(card))}",
        escaped(card.why.strip()),
    ]
    rows.append(f"**依据**：{escaped(card.basis.strip())}")
    examples = read_examples(card.path)
    for title, kept in (("要改", examples.bad), ("无误", examples.good)):
        lines = "\n".join(f"- {escaped(_marked(row))}" for row in kept)
        rows += [f"**{title}**", lines] if lines else []
    return "\n\n".join(rows) + "\n"


def escaped(text: str) -> str:
    """Text as Markdown that shows exactly these characters; lines are joined, by a blank where Latin words meet."""
    return _MARKS.sub(r"\\\g<0>", _CHINESE_LINE_END.sub("", text).replace("\n", " "))


def rules_markdown(cards: Sequence[Card]) -> str:
    """The catalogue, one table a family."""
    lines = [
        "<!-- Made by `reportnlp rules --format markdown`; a test fails when it is stale. -->",
        f"# 规则目录（{len(cards)} 条）",
    ]
    for family, title in FAMILIES.items():
        rows = [card for card in cards if card.family == family]
        if not rows:
            continue
        lines += [
            "",
            f"## {family} {title}",
            "",
            "| 代码 | 名称 | 级别 | 把握 | 提示 | 例 | 依据 |",
            "|---|---|---|---|---|---|---|",
        ]
        for card in rows:
            cells = (
                f"[{card.code}]({card.path.parent.name}/{card.path.name})",
                card.name,
                _SEVERITIES[card.severity],
                f"{card.confidence:.0%}",
                shown_message(card),
                _marked(read_examples(card.path).bad[0]).split("\n")[0],
                card.basis.split("\n")[0],
            )
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _marked(example: Example) -> str:
    text = example.text
    for (start, end), best in reversed(example.marks):
        change = f"→{best or '（删去）'}" if best is not None else ""
        text = f"{text[:start]}〖{text[start:end]}{change}〗{text[end:]}"
    return text
