"""Reports as one page that needs nothing else: no network, no other file; the same view as in ``serve``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from reportnlp.findings import Report
from reportnlp.formats.page import allowed, page_files

_IMPORT = re.compile(r'^import \{ (.+) \} from "\./(\w+)\.js";$', re.M)
_EXPORT = re.compile(r"^export (?=(?:class|const|(?:async )?function\*?) (\w+))", re.M)
_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {script_hash}; style-src {style_hash}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1 id="heading" class="still"></h1>
<noscript><p class="still">这个页面要用到 JavaScript：请在浏览器里允许后刷新。</p></noscript>
<main><div id="view" class="view"></div></main>
<script type="application/json" id="data">{data}</script>
<script type="module">{script}</script>
</body>
</html>
"""


def render_html(reports: Sequence[Report], unread: Sequence[tuple[str, str]] = ()) -> str:
    """The page; of several reports one is shown at a time. ``unread`` are paths with the reason why they were not read."""
    from reportnlp.formats.catalog import card_page
    from reportnlp.rules.catalog import load_rules

    codes = {finding.code for report in reports for finding in report.findings}
    content = {
        "reports": [report.to_dict() for report in reports],
        "unread": [{"path": path, "why": why} for path, why in unread],
        "rules": {rule.card.code: card_page(rule.card) for rule in load_rules() if rule.card.code in codes},
    }
    data = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    style, script = page_files()["report.css"], _bundle()
    return _PAGE.format(
        title=escape(f"{reports[0].path or '报告'} · 检查结果") if len(reports) == 1 else "检查结果",
        style=style,
        style_hash=allowed(style),
        script=script,
        script_hash=allowed(script),
        data=data.encode("utf-8", "replace").decode(),
    )


@lru_cache
def _bundle() -> str:
    """The modules that ``still.js`` needs as one script, each in a scope of its own, what is imported before what imports."""
    done: dict[str, str] = {}

    def add(name: str) -> None:
        if name in done:
            return
        source = page_files()[f"{name}.js"]
        for _, other in _IMPORT.findall(source):
            add(other)
        names = ", ".join(_EXPORT.findall(source))
        body = _EXPORT.sub("", _IMPORT.sub(r"const { \1 } = \2_module;", source))
        done[name] = f"const {name}_module = (() => {{\n{body}\nreturn {{ {names} }};\n}})();\n"

    add("still")
    return "\n" + "".join(done.values())
