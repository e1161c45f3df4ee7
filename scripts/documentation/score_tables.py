"""Figures of corpora/scores.json as tables: what scripts/score.py measured last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reportnlp.rules.base import FAMILIES

_SCORES = Path(__file__).resolve().parents[2] / "corpora" / "scores.json"
_TEXTS = {"spoilt": "改错的报告", "clean": "没有错的报告", "unspoilt twin": "改错之前的同一批报告"}
_SETS = {"odw": "odw（公文错字句）", "textproof": "textproof（校对句）"}
_CLEAN_SETS = {"acc_rmrb": "acc_rmrb（报刊，无错句）", "acc_xxqg": "acc_xxqg（时政，无错句）"}


def score_tables() -> dict[str, str]:
    """Name of a table → Markdown; pages take them in by ``<!-- scores: name -->``."""
    content = json.loads(_SCORES.read_text("utf-8"))
    figures = content["figures"]
    return {
        "slips": _slips(figures["corpora"]["slips"]),
        "alarms": _alarms(figures),
        "calibration": _calibration(figures["corpora"]["calibration"]),
        "claims": _claims(figures),
        "areas": _areas(figures["corpora"]["areas"]),
        "spelling": _spelling(figures),
        "data": _data(content),
    }


def _slips(rows: dict[str, Any]) -> str:
    def cells(name: str, row: dict[str, Any]) -> list[str]:
        best = f"{row['best right']} / {row['with best']}" if row["with best"] else "–"
        title = "**合计**" if name == "all" else f"{name} {FAMILIES[name]}"
        return [title, str(row["planted"]), str(row["found"]), f"{row['recall']:.0%}", best]

    return _table(["族", "埋入", "查出", "查出率", "首选建议正确"], (cells(*row) for row in rows.items()))


def _alarms(figures: dict[str, Any]) -> str:
    rows = []
    for name, title in (("corpora", "样例报告"), ("traps", "陷阱报告")):
        for key, row in figures[name]["false alarms"].items():
            rows.append(
                [f"{title}：{_TEXTS[key]}", str(row["texts"]), f"{row['characters']:,}", str(row["false alarms"])]
            )
    return _table(["文本", "份数", "字数", "误报（错误、警告）"], rows)


def _calibration(rows: dict[str, Any]) -> str:
    return _table(
        ["工具说的把握", "条数", "平均把握", "其中真错"],
        (
            [key, str(row["findings"]), f"{row['confidence']:.0%}", f"{row['precision']:.0%}"]
            for key, row in rows.items()
        ),
    )


def _claims(figures: dict[str, Any]) -> str:
    rows = []
    for name, title in (("corpora", "样例报告"), ("claims", "公开报告段落"), ("quantities", "计量句")):
        whole, right = figures[name]["claims"]["end to end"], figures[name]["where the span is right"]
        nouns = right["noun"]
        rows.append([title, str(whole["gold"]), *(f"{whole[key]:.1%}" for key in ("P", "R")), f"{nouns['right']:.0%}"])
    return _table(["文本", "数据", "查准率", "查全率", "对象认对"], rows)


def _areas(rows: dict[str, Any]) -> str:
    titles = {"all": "全部段落", "work areas only": "只看四个工作领域"}
    return _table(
        ["段落", "段数", "正确率", "宏平均 F1", "全猜最多的一类"],
        (
            [titles[key], str(row["n"]), f"{row['accuracy']:.1%}", f"{row['macro F1']:.1%}", f"{row['majority']:.1%}"]
            for key, row in rows.items()
        ),
    )


def _spelling(figures: dict[str, Any]) -> str:
    rows = []
    for name, title in _SETS.items():
        row = figures[name]["part B: sentences"]["correction"]
        rows.append([title, f"{row['n']:,}", *(f"{row[key]:.1%}" for key in ("P", "R", "F1")), "–"])
    for name, title in _CLEAN_SETS.items():
        row = figures[name]["part B: false changes"]["error-free sentences"]
        rows.append([title, f"{row['n']:,}", "–", "–", "–", f"{row['rate']:.2%}"])
    return _table(["数据（B 半）", "句数", "查准率", "查全率", "F1", "改错的好句"], rows)


def _data(content: dict[str, Any]) -> str:
    rows = ([name, f"`{checksum[:16]}…`"] for name, checksum in content["data"].items())
    return f"版本 {content['reportnlp']}，评分程序 {content['scorer']}。\n\n" + _table(["数据", "SHA-256 开头"], rows)


def _table(heads: list[str], rows: Any) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
