"""MkDocs hook: adds the pages that are made, takes in what other folders hold, runs the commands that pages show."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from documentation.command_help import command_help
from documentation.commands import ROOT, Block, blocks, lay_out, working_in
from documentation.rule_pages import rule_pages
from documentation.schema_tables import field_tables
from documentation.score_tables import score_tables
from documentation.terminal import console_html

from reportnlp.rules.catalog import load_rules

# Page or picture of the site → the file that it is. Nothing is copied.
_TAKEN_IN = {
    "models/index.md": "models/README.md",
    "models/areas.md": "models/areas/README.md",
    "models/scores.md": "models/areas/scores.md",
    "models/confusion.svg": "models/areas/confusion.svg",
    "models/speller.md": "models/speller/README.md",
    "models/curve.png": "models/speller/curve.png",
    "developers/corpora.md": "corpora/README.md",
    "developers/contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
    "schema/reportnlp-1.json": "src/reportnlp/formats/schema/reportnlp-1.json",
    "schema/reportnlp-reconcile-1.json": "src/reportnlp/formats/schema/reportnlp-reconcile-1.json",
    "assets/icon.svg": "src/reportnlp/web/static/icon.svg",
}
_CHINESE = "[\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_LINE_END = re.compile(rf"(?<={_CHINESE})\n *(?={_CHINESE})")
_MARKER = re.compile(r"<!-- (\w+): ([\w-]+) -->")


def on_config(config: Any) -> Any:
    """Gives the navigation a page for each family of rules."""
    families = [f"{name}" for name in rule_pages() if name != "rules/index.md"]
    for entry in config.nav:
        if "规则" in entry:
            entry["规则"] = ["rules/index.md", *families]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Adds pages made of rule cards, and files that stand elsewhere in the repository."""
    from mkdocs.structure.files import File

    for name, content in rule_pages().items():
        files.append(File.generated(config, name, content=content))
    for name, source in _TAKEN_IN.items():
        files.append(File.generated(config, name, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:  # noqa: ARG001
    """Fills in tables and the output of commands."""
    markdown = _MARKER.sub(lambda match: _made(match[1], match[2]), markdown)
    markdown = join_chinese(markdown)
    consoles = [block for block in blocks(markdown) if block.language == "console"]
    if not consoles:
        return markdown
    return _with_output(markdown, consoles)


def join_chinese(markdown: str) -> str:
    """Takes out line ends between Chinese characters, which a browser shows as blanks; fenced blocks keep theirs."""
    joined, position = "", 0
    for block in [*blocks(markdown), None]:
        end = block.start if block else len(markdown)
        joined += _LINE_END.sub("", markdown[position:end])
        if block:
            joined += markdown[block.start : block.end]
            position = block.end
    return joined


def _made(what: str, name: str) -> str:
    if what == "scores":
        return score_tables()[name]
    if what == "schema":
        return field_tables(name)
    if what == "commands":
        return command_help()
    if what == "rules":
        return str(len(load_rules()))
    raise KeyError(f"there is nothing that makes <!-- {what}: {name} -->")


def _with_output(markdown: str, consoles: list[Block]) -> str:
    """Runs the commands of one page in order, each page in a folder of its own."""
    shown = []
    with tempfile.TemporaryDirectory() as name:
        lay_out(Path(name))
        with working_in(Path(name)):
            shown = [console_html(block) for block in consoles]
    for block, output in reversed(list(zip(consoles, shown, strict=True))):
        markdown = f"{markdown[: block.start]}\n{output}\n{markdown[block.end :]}"
    return markdown
