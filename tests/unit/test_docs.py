import inspect
import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import reportnlp
from reportnlp.cli.frame import Parser
from reportnlp.config import Settings
from reportnlp.errors import SettingsError
from reportnlp.rules.base import FAMILIES
from reportnlp.rules.catalog import load_rules

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import check_site  # noqa: E402
import docs_hook  # noqa: E402
from documentation import commands, rule_pages, schema_tables, score_tables, terminal  # noqa: E402

PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "README.zh-CN.md"]
TAKEN_IN = [ROOT / "CONTRIBUTING.md", ROOT / "corpora" / "README.md", *sorted((ROOT / "models").rglob("*.md"))]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def every_command() -> list[tuple[str, str]]:
    made = [(page, text) for page, text in rule_pages.rule_pages().items()]
    texts = [*((name(page), page.read_text("utf-8")) for page in [*PAGES, *TAKEN_IN]), *made]
    return [
        (page, line)
        for page, text in texts
        for line in [
            *commands.mentions(text),
            *(line for block in commands.blocks(text) for line in commands.command_lines(block)),
        ]
    ]


@pytest.fixture(scope="module")
def parser() -> Parser:
    return whole_parser()


def whole_parser() -> Parser:
    from importlib import import_module

    from reportnlp.cli import frame
    from reportnlp.cli.main import COMMANDS

    return frame.parser({command: import_module(f"reportnlp.cli.{command}_command") for command in COMMANDS})


def flags(parser: Parser) -> set[str]:
    """Every option of every command."""
    children = [choice for action in parser._actions for choice in (getattr(action, "choices", None) or {}).values()]
    return {option for child in [parser, *children] for action in child._actions for option in action.option_strings}


def fault(parser: Parser, line: str) -> str | None:
    words = commands.words_of(line)
    if len(words) == 1 and words[0] in set(flags(parser)) | {*parser._subparsers._group_actions[0].choices}:  # type: ignore[union-attr]
        return None  # a command or an option by its name alone
    try:
        parser.parse_args(words)
    except SettingsError as error:
        return f"{line}: {error.zh}"
    return None


def test_commands_in_the_documentation_are_ones_that_the_program_understands(parser: Parser) -> None:
    lines = every_command()
    assert len(lines) > 60
    assert [f"{page}: {found}" for page, line in lines if (found := fault(parser, line))] == []


@pytest.mark.parametrize(
    "line", ["reportnlp chek 报告.docx", "reportnlp check --colour 报告.docx", "reportnlp check 报告.docx --format pdf"]
)
def test_a_wrong_command_is_noticed(parser: Parser, line: str) -> None:
    text = f"```sh\n{line}\n```\n"
    [block] = commands.blocks(text)
    assert commands.command_lines(block) == [line]
    assert fault(parser, line)


def test_options_named_in_running_text_exist(parser: Parser) -> None:
    known = flags(parser)
    named = {(name(page), flag) for page in PAGES for flag in re.findall(r"`(--[a-z-]+)", page.read_text("utf-8"))}
    assert named
    assert [row for row in named if row[1] not in known] == []


def test_a_page_of_commands_is_read_as_a_shell_reads_it() -> None:
    text = "说明 `reportnlp rules`。\n\n=== “甲”\n\n    ```sh\n    $ reportnlp check a.txt \\\n        --select PH  # 只查提法\n    ls\n    echo 你好 | reportnlp correct\n    ```\n"
    [block] = commands.blocks(text)
    assert commands.command_lines(block) == ["reportnlp check a.txt      --select PH", "echo 你好 | reportnlp correct"]
    assert [commands.words_of(line) for line in commands.command_lines(block)] == [
        ["check", "a.txt", "--select", "PH"],
        ["correct"],
    ]
    assert commands.mentions(text) == ["reportnlp rules"]


def test_a_command_is_run_as_on_a_terminal(tmp_path: Path) -> None:
    with commands.working_in(tmp_path):
        done = commands.run("echo 学习党的二十精神。 | reportnlp correct")
        wrong = commands.run("reportnlp check 没有.docx")
    assert done == commands.Run(0, "学习党的二十大精神。\n")
    assert wrong.code == 2
    assert "没有.docx" in wrong.output


def test_settings_are_all_documented_with_their_defaults() -> None:
    page = (ROOT / "docs" / "offices" / "settings.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", page, re.M))
    assert set(rows) == {field.name.replace("_", "-") for field in fields(Settings)}
    plain = {True: "`true`", False: "`false`"}
    for field in fields(Settings):
        shown, default = rows[field.name.replace("_", "-")], field.default
        if default in ((), None):
            assert shown in ("`[]`", "无", "从标题认"), field.name
        else:
            quoted = f'`"{default}"`' if isinstance(default, str) else f"`{default}`"
            assert shown == (plain[default] if isinstance(default, bool) else quoted), field.name


def test_every_public_name_has_its_place_in_the_reference() -> None:
    page = (ROOT / "docs" / "developers" / "api.md").read_text("utf-8")
    assert sorted(re.findall(r"^::: reportnlp\.(\w+)$", page, re.M)) == sorted(reportnlp.__all__)
    assert [word for word in reportnlp.__all__ if not inspect.getdoc(getattr(reportnlp, word))] == []


def test_every_rule_has_its_place_in_the_catalogue() -> None:
    pages = rule_pages.rule_pages()
    codes = [rule.card.code for rule in load_rules()]
    shown = [code for text in pages.values() for code in re.findall(r"^## ([A-Z]{2}\d{3}) ", text, re.M)]
    assert sorted(shown) == codes
    assert set(rule_pages.INTENT) == set(FAMILIES)
    assert f"共 {len(codes)} 条" in pages["rules/index.md"]


def test_a_rule_page_shows_slips_and_corrections_and_escapes_the_rest() -> None:
    page = rule_pages.rule_pages()["rules/ph.md"]
    assert "<li>全街道掀起学习<del>党的二十精神</del><ins>党的二十大精神</ins>的热潮。</li>" in page
    assert "<script" not in page
    straight = rule_pages.rule_pages()["rules/pu.md"]
    assert '<del>"</del><ins>“</ins>' in straight


def test_figures_come_from_the_recorded_scores() -> None:
    tables = score_tables.score_tables()
    asked = {match for page in PAGES for match in re.findall(r"<!-- scores: (\w+) -->", page.read_text("utf-8"))}
    assert asked == set(tables)
    assert "| PH 提法 |" in tables["slips"]


def test_the_schemas_say_what_the_program_writes() -> None:
    checker = reportnlp.Checker()
    schema = schema_tables.load_schema("reportnlp-1")
    documents = [
        reportnlp.read(ROOT / "corpora" / "street_2023.docx"),
        reportnlp.read(ROOT / "corpora" / "civil_2023.txt"),
        reportnlp.from_text(""),
    ]
    content = {
        "schema": "reportnlp/1",
        "documents": [checker.check(document).to_dict() for document in documents],
        "unread": [{"path": "甲.docx", "why": "打不开。"}],
    }
    assert list(schema_tables.faults(content, schema, schema)) == []
    ledger = reportnlp.read_records(ROOT / "corpora" / "records" / "street_2023.csv", period="2023")
    reconciled = reportnlp.reconcile(documents[0], ledger).to_dict()
    second = schema_tables.load_schema("reportnlp-reconcile-1")
    assert list(schema_tables.faults(reconciled, second, second)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"severity": "bad"}, "not one of"),
        ({"start": "1"}, "not integer"),
        ({"start": True}, "not integer"),
        ({"colour": 1}, "colour is unknown"),
        ({"evidence": [{"source": "甲"}]}, "evidence[0]: note is missing"),
    ],
)
def test_the_schema_notices_what_does_not_fit(change: dict[str, object], words: str) -> None:
    schema = schema_tables.load_schema("reportnlp-1")
    report = reportnlp.Checker().check(reportnlp.from_text("学习党的二十精神。"))
    [finding] = report.to_dict()["findings"]
    shape = schema["$defs"]["finding"]
    assert list(schema_tables.faults(finding, shape, schema)) == []
    assert any(words in fault for fault in schema_tables.faults({**finding, **change}, shape, schema))


def test_what_a_command_prints_becomes_part_of_the_page(tmp_path: Path) -> None:
    page = "前。\n\n```console lines=1\n$ echo 学习党的二十精神。<b> | reportnlp correct\n```\n\n后。\n"
    shown = docs_hook.on_page_markdown(page, None, None, None)
    assert shown.startswith("前。\n\n\n<pre class")
    assert "学习党的二十大精神。&lt;b&gt;</pre>\n\n\n后。" in shown
    commands.lay_out(tmp_path)
    [long] = commands.blocks("```console lines=2,1\n$ reportnlp check 报告.docx\n```\n")
    with commands.working_in(tmp_path):
        picture = terminal.console_html(long)
    assert picture.count("\n") == 5  # command, blank, two lines, ……, one line
    assert "color: #" in picture


def test_a_command_that_fails_stops_the_build() -> None:
    with pytest.raises(RuntimeError, match="exit code 2"):
        docs_hook.on_page_markdown("```console\n$ reportnlp check 没有.docx\n```\n", None, None, None)
    with pytest.raises(KeyError):
        docs_hook.on_page_markdown("<!-- figures: all -->", None, None, None)


def test_line_ends_between_chinese_words_are_taken_out() -> None:
    text = "一句话，\n又一句。\n\n- 甲，\n  乙\n- 丙 a\nb\n\n```text\n甲\n乙\n```\n甲\n乙\n"
    joined = "一句话，又一句。\n\n- 甲，乙\n- 丙 a\nb\n\n```text\n甲\n乙\n```\n甲乙\n"
    assert docs_hook.join_chinese(text) == joined


def test_a_built_site_that_asks_elsewhere_or_has_a_broken_link_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text('<h2 id="甲">x</h2>', "utf-8")
    page = tmp_path / "a.html"
    page.write_text('<script src="a.js"></script><a href="b.html#甲">x</a><a href="https://example.org">y</a>', "utf-8")
    (tmp_path / "a.js").touch()
    assert [*check_site.outside(tmp_path), *check_site.broken(tmp_path)] == []
    wrong = [
        '<img src="//example.org/a.png">',
        '<a href="c.html">x</a>',
        '<a href="b.html#乙">x</a>',
        '<a href="#丙">x</a>',
    ]
    for part in wrong:
        page.write_text(part, "utf-8")
        assert len([*check_site.outside(tmp_path), *check_site.broken(tmp_path)]) == 1, part
    page.write_text("", "utf-8")
    (tmp_path / "a.css").write_text("@import 'https://example.org/a.css'; p { background: url(a.png) }", "utf-8")
    assert len(list(check_site.outside(tmp_path))) == 1
