"""index.html and one page per report: self-contained, the same bytes for the same results."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from reportnlp.batch.comparison import Comparison
from reportnlp.batch.overview import Overview, ReportRow
from reportnlp.errors import SettingsError
from reportnlp.findings import SEVERITIES
from reportnlp.formats.page import allowed

_SEVERITIES = {"error": "错误", "warning": "警告", "advice": "建议"}
_MOST_PASSAGES = 300  # on the page; the workbook has them all


def render_index(found: Overview, compared: Comparison | None = None) -> str:
    """The page that leads to all others; ``compared`` adds what became of the findings of an earlier audit."""
    densest = max(
        (heat.claims / heat.characters for unit in found.heat.values() for heat in unit.values() if heat.characters),
        default=1,
    )
    pages = {row.path: row.page for row in found.reports}
    page: str = _template("index.html").render(
        found=found,
        areas=found.areas,
        densest=densest or 1,
        pages=pages,
        passages=found.passages[:_MOST_PASSAGES],
        compared=compared,
        changes={row.path: row for row in compared.changes} if compared else {},
        totals={
            name: sum(getattr(row, name) for row in found.reports)
            for name in ("errors", "warnings", "advice", "claims")
        },
    )
    return page


def render_page(report: dict[str, Any], row: ReportRow) -> str:
    """The page of one report."""
    counts = {name: sum(row["severity"] == name for row in report["findings"]) for name in SEVERITIES}
    page: str = _template("report.html").render(
        report=report, row=row, paragraphs=list(_paragraphs(report)), counts=counts, names=_SEVERITIES
    )
    return page


def _paragraphs(
    report: dict[str, Any],
) -> Iterator[tuple[dict[str, Any], list[tuple[str, dict[str, Any] | None]], list[dict[str, Any]]]]:
    """Each paragraph with its pieces, those of a finding marked, and the findings that start in it."""
    text, findings = report["text"], report["findings"]
    for paragraph in report["paragraphs"]:
        start, end = paragraph["start"], paragraph["end"]
        inside = [row for row in findings if start <= row["start"] < end or (start == end == row["start"])]
        pieces: list[tuple[str, dict[str, Any] | None]] = []
        at = start
        for row in inside:
            if row["start"] < at or _is_whole(row, paragraph, inside):  # listed below the paragraph, not marked
                continue
            stop = min(row["end"], end)
            pieces += [(text[at : row["start"]], None), (text[row["start"] : stop], row)]
            at = stop
        pieces.append((text[at:end], None))
        yield paragraph, [piece for piece in pieces if piece[0]], inside


def _is_whole(row: dict[str, Any], paragraph: dict[str, Any], inside: list[dict[str, Any]]) -> bool:
    """Whether the mark would cover the whole paragraph, and with it the marks of others."""
    return (
        len(inside) > 1
        and row["code"][:2] == "XD"
        and row["end"] - row["start"] >= paragraph["end"] - paragraph["start"]
    )


def check_installed() -> None:
    """Raises SettingsError where pages cannot be written: better known before an audit than after it."""
    _template("base.html")


@lru_cache
def _template(name: str) -> Any:
    try:
        import jinja2
        from markupsafe import Markup
    except ImportError:
        raise SettingsError(
            '写网页要先安装：pip install "reportnlp[batch]"。', 'pages need: pip install "reportnlp[batch]".'
        ) from None
    folder = files("reportnlp.batch") / "templates"
    texts = {row.name: row.read_text("utf-8") for row in folder.iterdir()}
    loader = jinja2.DictLoader(texts)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"amount": _amount, "allowed": allowed}
    environment.globals["style"] = Markup(texts["audit.css"])
    environment.globals["script"] = Markup(texts["index.js"] if name == "index.html" else "")
    return environment.get_template(name)


def _amount(value: float) -> str:
    """A figure as a report would write it: 18.05亿, 462万, 1,971."""
    for size, unit in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{value / size:.6g}{unit}"
    return f"{value:,.6g}"
