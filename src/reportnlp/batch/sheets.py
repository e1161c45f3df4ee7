"""总览.xlsx: the overview of an audit as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from reportnlp.batch.overview import Overview
from reportnlp.batch.store import Store
from reportnlp.formats.workbook import Sheet

_SEVERITIES = {"error": "错误", "warning": "警告", "advice": "建议"}
_STATUS = {"unreadable": "读不了", "quarantined": "已隔离"}


def sheets_of(store: Store, found: Overview) -> Iterator[Sheet]:
    """The sheets of the workbook."""
    yield Sheet(
        "总览",
        ("名次", "文件", "单位", "年度", "错误", "警告", "建议", "数据条数", "字数", "每千字数据"),
        (
            (number, row.path, row.unit, row.period, row.errors, row.warnings, row.advice, row.claims,
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
            (path, code, _SEVERITIES[severity], section, text, message, suggestion, confidence, fingerprint)
            for path, code, severity, section, text, message, suggestion, confidence, fingerprint in store.select(
                "path, code, severity, section, found, message, suggestion, confidence, fingerprint", "findings"
            )
        ),
    )
    yield Sheet(
        "数据",
        ("文件", "编号", "领域", "动作", "对象", "原文", "数值", "下限", "上限", "单位", "时间", "状态"),
        store.select("path, id, area, action, noun, text, value, low, high, unit, period, modality", "claims"),
    )
    yield Sheet(
        "离群数据",
        ("文件", "单位", "对象", "原文", "数值", "同类中位数", "同类单位数"),
        ((row.path, row.unit, row.noun, row.text, row.value, row.median, row.peers) for row in found.outliers),
    )
    yield Sheet(
        "相同段落",
        ("先见于", "又见于", "相似度", "说明", "先见的文字", "又见的文字"),
        (
            (row.passage.first, row.passage.second, round(row.passage.likeness, 2), row.note, row.first_text, row.second_text)
            for row in found.passages
        ),
    )  # fmt: skip
    yield Sheet(
        "未检查的文件",
        ("文件", "情况", "原因"),
        ((row.path, _STATUS[row.status], row.reason) for row in found.unread),
    )
