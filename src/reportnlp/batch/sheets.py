"""总览.xlsx: the overview of an audit as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from reportnlp.batch.comparison import Comparison
from reportnlp.batch.overview import Overview
from reportnlp.batch.store import Store
from reportnlp.formats.workbook import Sheet

_SEVERITIES = {"error": "错误", "warning": "警告", "advice": "建议"}
_STATES = {"both": "两次都有", "new": "这次才有", "gone": "这次没有", "unread": "这次未能检查"}
_STATUS = {"unreadable": "读不了", "quarantined": "已隔离"}


def sheets_of(store: Store, found: Overview, compared: Comparison | None = None) -> Iterator[Sheet]:
    """The sheets of the workbook; with a comparison two more."""
    names = {row.path: row.name for row in found.reports}
    yield Sheet(
        "总览",
        ("名次", "文件", "单位", "年度", "错误", "警告", "建议", "数据条数", "字数", "每千字数据"),
        (
            (number, row.name, row.unit, row.period, row.errors, row.warnings, row.advice, row.claims,
             row.characters, round(row.density, 1))
            for number, row in enumerate(found.reports, 1)
        ),
    )  # fmt: skip
    yield Sheet(
        "单位与领域",
        ("单位", "领域", "段落", "字数", "数据条数", "每千字数据", "问题"),
        (
            (unit, area, heat.paragraphs, heat.characters, heat.claims,
             round(1000 * heat.claims / heat.characters, 1) if heat.characters else None, heat.findings)
            for unit, areas in found.heat.items()
            for area, heat in ((area, areas[area]) for area in found.areas)
        ),
    )  # fmt: skip
    yield Sheet(
        "问题",
        ("文件", "规则", "级别", "所在", "原文", "说明", "建议改为", "把握", "指纹"),
        (
            (names[path], code, _SEVERITIES[severity], section, text, message, suggestion, confidence, fingerprint)
            for path, code, severity, section, text, message, suggestion, confidence, fingerprint in store.select(
                "path, code, severity, section, found, message, suggestion, confidence, fingerprint", "findings"
            )
        ),
    )
    yield Sheet(
        "数据",
        ("文件", "编号", "领域", "动作", "对象", "原文", "数值", "下限", "上限", "单位", "时间", "状态"),
        (
            (names[path], *rest)
            for path, *rest in store.select(
                "path, id, area, action, noun, text, value, low, high, unit, period, modality", "claims"
            )
        ),
    )
    yield Sheet(
        "离群数据",
        ("文件", "单位", "对象", "原文", "数值", "同类中位数", "同类单位数"),
        ((row.name, row.unit, row.noun, row.text, row.value, row.median, row.peers) for row in found.outliers),
    )
    yield Sheet(
        "报告之间",
        ("规则", "先见于", "又见于", "相似度", "说明", "先见的文字", "又见的文字"),
        (
            (row.code, first.name, second.name, round(row.likeness, 2), row.note, row.first_text, row.second_text)
            for row, first, second in found.passages
        ),
    )
    yield Sheet(
        "未检查的文件",
        ("文件", "情况", "原因"),
        ((row.name, _STATUS[row.status], row.told) for row in found.unread),
    )
    if compared is not None:
        yield from _comparison(compared)


def _comparison(compared: Comparison) -> Iterator[Sheet]:
    counts = [compared.count(kind) for kind in ("mended", "new", "still")]
    yield Sheet(
        "与上次比较",
        ("文件", "单位", "情况", "上次的文件", "已改", "新出现", "仍在"),
        [
            ("合计", "", compared.caution, "", *counts),
            *(
                (row.name, row.unit, _STATES[row.state], row.before, len(row.mended), len(row.new), len(row.still))
                for row in compared.changes
            ),
        ],
    )
    yield Sheet(
        "比较明细",
        ("文件", "变化", "规则", "级别", "原文", "说明"),
        (
            (row.name, label, told.code, _SEVERITIES[told.severity], told.found, told.message)
            for row in compared.changes
            for label, rows in (("已改", row.mended), ("新出现", row.new), ("仍在", row.still))
            for told in rows
        ),
    )
