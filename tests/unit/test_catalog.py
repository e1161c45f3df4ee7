from pathlib import Path

import pytest

from reportnlp.errors import CardError, SettingsError
from reportnlp.formats.catalog import rules_markdown
from reportnlp.rules import catalog
from reportnlp.rules.base import FAMILIES
from reportnlp.rules.catalog import find_rule, load_rules, read_card, read_examples, rules_across, select_rules

CARD = """\
code: WD900
name: test-word
severity: warning
confidence: 0.9
message: “{found}”改为“{best}”。
why: 试验。
basis: 试验
replace: {甲乙: 乙甲}
examples:
  bad: ["[[甲乙→乙甲]]。"]
  good: [乙甲。]
"""


def write(folder: Path, content: str, name: str = "wd900_test_word.yaml") -> Path:
    path = folder / "wd" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, "utf-8")
    return path


def test_a_card_is_found_because_its_file_is_there(tmp_path: Path) -> None:
    write(tmp_path, CARD)
    [rule] = load_rules(tmp_path)
    assert (rule.card.code, rule.find) == ("WD900", None)


def test_a_find_function_stands_beside_its_card(tmp_path: Path) -> None:
    path = write(tmp_path, CARD)
    path.with_suffix(".py").write_text("def find(context):\n    return []\n", "utf-8")
    [rule] = load_rules(tmp_path)
    assert rule.find is not None


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("why: 试验。", "wyh: 试验。", 6, "是不是 why"),
        ("basis: 试验\n", "", 1, "缺少“basis”"),
        ("severity: warning", "severity: bad", 3, "severity 只能是"),
        ("confidence: 0.9", "confidence: 9", 4, "confidence 应在"),
        ("replace: {甲乙: 乙甲}", "replace: {3: 乙}", 8, "replace 应是"),
        ("replace: {甲乙: 乙甲}", "pattern: ['(']", 8, "正则表达式"),
        ("replace: {甲乙: 乙甲}\n", "", 1, "没有 replace/forbid/pattern"),
        ("[[甲乙→乙甲]]", "甲乙", 10, "标出"),
        ("good: [乙甲。]", "good: []", 9, "至少要有一个"),
        ("{best}", "{bset}", 1, "bset"),
        ("code: WD900", "code: WD901", 1, "与 code 一致"),
        ("name: test-word", "name: Test", 2, "小写"),
        ("examples:\n", "", 1, "缺少“examples”"),
        ("  good: [乙甲。]", "  good: [乙甲。]\nforbid: [丙]", 9, "最后"),
        ("why: 试验。", "why: [", 8, "不是合法的 YAML"),
        ("why: 试验。", "why: 试验。\nneeds: lay-out", 7, "needs 只能是 layout"),
        ("why: 试验。", "why: 试验。\nneeds: layout", 10, "版式、名册、台账、跨文档规则的例句"),
        ("good: [乙甲。]", "good: [{text: 乙甲。, layout: {}}]", 9, "版式、名册、台账、跨文档规则的例句"),
    ],
)
def test_a_wrong_card_is_an_error_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    path = write(tmp_path, CARD.replace(old, new))
    with pytest.raises(CardError) as caught:
        load_rules(tmp_path)
        read_examples(path)
    assert f"{path}:{line}：" in caught.value.zh
    assert words.replace("没有 replace", "既没有 replace") in caught.value.zh


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("{lnies: {}}", "没有“lnies”这个键，是不是 lines"),
        ("{lines: {2: {}}}", "行号"),
        ("{lines: {1: {fonts: 宋体}}}", "是不是 font"),
        ("{lines: {1: {alignment: centre}}}", "可选 left、center"),
        ("{lines: {1: {size: 三号}}}", "的 size 不能是"),
        ("{page: 3}", "键: 值"),
    ],
)
def test_a_wrong_layout_in_an_example_is_an_error(tmp_path: Path, layout: str, words: str) -> None:
    card = CARD.replace("why: 试验。", "why: 试验。\nneeds: layout")
    good = card.replace("[乙甲。]", f"[{{text: 乙甲。, layout: {layout}}}]")
    bad = '["[[甲乙→乙甲]]。"]'
    path = write(tmp_path, good.replace(bad, '[{text: "[[甲乙→乙甲]]。", layout: {}}]'))
    with pytest.raises(CardError) as caught:
        read_examples(path)
    assert words in caught.value.zh


def test_no_two_rules_share_a_name(tmp_path: Path) -> None:
    write(tmp_path, CARD)
    write(tmp_path, CARD.replace("WD900", "WD901"), "wd901_other.yaml")
    with pytest.raises(CardError, match="已用于"):
        load_rules(tmp_path)


def test_rules_are_chosen_by_prefix_code_name_and_chinese_family() -> None:
    codes = {rule.card.code for rule in load_rules() if rule.card.family == "PH"}
    assert {rule.card.code for rule in select_rules(["PH"], [])} == codes - {"PH013"}  # it needs a roster
    assert {rule.card.code for rule in select_rules(["PH"], [], needs=["roster"])} == codes | {"TY007"}
    assert [rule.card.code for rule in select_rules(["PH013"], [])] == ["PH013"]
    assert select_rules(["提法"], ["PH"]) == ()
    name = find_rule("PH001").card.name
    assert [rule.card.code for rule in select_rules([name], [])] == ["PH001"]
    default = {rule.card.code for rule in load_rules() if rule.card.needs is None}
    assert {rule.card.code for rule in select_rules([], ["ph001"])} == default - {"PH001"}


def test_rules_that_look_at_several_reports() -> None:
    every = [rule.card.code for rule in load_rules() if rule.across is not None]
    assert len(every) >= 4
    assert [rule.card.code for rule in rules_across([], [])] == every
    assert [rule.card.code for rule in rules_across([], ["XD001"])] == every[1:]
    assert [rule.card.code for rule in rules_across(["XD002", "PH"], [])] == ["XD002"]
    assert rules_across(["PH"], []) == ()


@pytest.mark.parametrize("word", ["PH0O1", "错别子", "Q", ""])
def test_an_unknown_rule_is_an_error(word: str) -> None:
    with pytest.raises(SettingsError, match="没有规则"):
        select_rules([word], [])
    with pytest.raises(SettingsError, match="PH0"):
        find_rule("PH0O1")


def test_the_house_has_forty_rules_over_nine_families() -> None:
    families = {rule.card.family for rule in load_rules()}
    assert len(load_rules()) >= 40
    assert families >= {"PH", "TY", "WD", "PU", "NU", "DT", "ST", "MD", "AR"}
    assert families <= set(FAMILIES)


def test_the_catalogue_is_up_to_date() -> None:
    path = catalog.FOLDER / "README.md"
    fresh = rules_markdown([rule.card for rule in load_rules()])
    stale = not path.exists() or path.read_text("utf-8") != fresh
    if stale:
        path.write_text(fresh, "utf-8")
    assert not stale, "rules/README.md was stale and has been rewritten: look at the diff and commit it"


def test_reading_a_card_alone(tmp_path: Path) -> None:
    assert read_card(write(tmp_path, CARD)).replace == {"甲乙": "乙甲"}
