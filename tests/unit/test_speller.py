"""The statistical speller: its table, its text, its model files, and what it must leave alone."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reportnlp
from reportnlp import Checker, Settings
from reportnlp.analysis.models import ModelError, model_folder, quick_sum
from reportnlp.analysis.speller.encoding import EDGE, FIRST, LATIN, NUMBER, UNKNOWN, Alphabet
from reportnlp.analysis.speller.ngrams import (
    UNSEEN,
    BigramSet,
    HashTable,
    build_table,
    frequency,
    log_chance,
    log_left,
    ngram_keys,
    packed,
    quantised,
)
from reportnlp.analysis.speller.speller import Slip, load_speller
from reportnlp.rules.ty.slips import _note

TYPOS = Checker(Settings(select=("TY010", "TY011", "TY012", "TY013", "TY014")))
SENTENCES = (
    "深入开展党风廉政建设和反腐败斗争。",
    "切实维护人民群众的根本利益，解决群众急难愁盼问题。",
    "全年组织专题学习12次，其中集中研讨4次，参加党员23名。",
    "严格落实意识形态工作责任制，加强对各类阵地的管理。",
    "坚持以人民为中心的发展思想，推动乡村振兴取得新进展。",
)


def test_text_becomes_ids_with_their_places() -> None:
    alphabet = Alphabet("，党的大")
    encoded = alphabet.encode("“党的”12.5%大ABC𠮷,\n\n。的")
    assert encoded.ids.tolist() == [
        EDGE, FIRST + 1, FIRST + 2, NUMBER, FIRST + 3, LATIN, UNKNOWN, FIRST, EDGE, FIRST + 2, EDGE,
    ]  # fmt: skip
    assert encoded.places.tolist() == [-1, 1, 2, 4, 9, 10, 13, 14, 15, 18, 19]


def test_the_table_gives_back_what_went_in() -> None:
    keys = ngram_keys(np.arange(20_000), 2)[2]
    values = quantised(np.arange(1, len(keys) + 1))
    table = HashTable(*build_table(keys, values))
    assert np.mean(table.get(keys) == values) > 0.9995
    assert np.mean(table.get(keys + np.uint64(7)) == 0) > 0.999
    assert table.get(keys[:0]).tolist() == []


def test_what_is_packed_of_an_n_gram_can_be_read_again() -> None:
    values = packed(np.array([1, 70, 400_000]), np.array([1.0, 0.5, 0.02]), np.array([0.9, 1e-3, 1e-9]))
    table = HashTable(*build_table(np.arange(1, 4, dtype=np.uint64), values))
    read = table.get(np.arange(1, 5, dtype=np.uint64))
    assert frequency(read).tolist() == [1, 50, 250_000, 0]
    assert np.exp(log_left(read[:3])) == pytest.approx([1, 0.5, 0.02], rel=0.2)
    assert log_chance(read[:2]) == pytest.approx(np.log([0.9, 1e-3]), abs=0.04)
    assert log_chance(np.array([UNSEEN], np.uint16)) > 0


def test_the_set_of_bigrams_knows_its_pairs() -> None:
    pairs = np.zeros((9, 9), bool)
    pairs[2, 8] = pairs[3, 0] = True
    bigrams = BigramSet(np.packbits(pairs, axis=1, bitorder="little"))
    assert bigrams.holds(np.array([2, 2, 3]), np.array([8, 7, 0])).tolist() == [True, False, True]
    assert bigrams.followers(2).tolist() == [8]


def test_a_slip_comes_with_its_evidence() -> None:
    (finding,) = TYPOS.check(reportnlp.from_text("全面贯彻落石党中央决策部署。")).findings
    assert (finding.code, finding.found, finding.suggestions) == ("TY010", "石", ("实",))
    assert finding.confidence >= 0.9
    assert "贯彻落实" in finding.evidence[0].note


@pytest.mark.parametrize("right", SENTENCES)
def test_right_text_is_left_alone(right: str) -> None:
    assert TYPOS.check(reportnlp.from_text(right)).findings == ()


def test_titles_names_and_terms_are_left_alone() -> None:
    wrong = "全面贯彻落石党中央决策部署"
    for text in (f"会议学习了《{wrong}》一文。", "张落石同志主持会议。"):
        assert TYPOS.check(reportnlp.from_text(text)).findings == ()
    told = Checker(Settings(select=("TY010",), terms=("贯彻落石",)))
    assert told.check(reportnlp.from_text(wrong)).findings == ()


def test_a_term_of_the_report_is_only_doubted() -> None:
    text = "全面贯彻落石党中央决策部署。\n" * 5
    assert {finding.code for finding in TYPOS.check(reportnlp.from_text(text)).findings} <= {"TY011"}


def test_two_slips_side_by_side_are_both_mended() -> None:
    assert reportnlp.correct("必须完善政策错失，加大资金投入。") == "必须完善政策措施，加大资金投入。"


def test_a_missing_or_damaged_model_is_said(tmp_path: Path) -> None:
    checker = Checker(Settings(select=("TY",), models=str(tmp_path)))
    report = checker.check(reportnlp.from_text("全面贯彻落石党中央决策部署。"))
    assert {code for code, _ in report.skipped_rules} == {"areas", "TY010", "TY011", "TY012", "TY013", "TY014"}
    assert all(why == "没有找到模型 speller，未检查。" for code, why in report.skipped_rules if code != "areas")
    folder = tmp_path / "speller"
    folder.mkdir()
    whole = model_folder("speller")
    for name in ("alphabet.txt", "weights.json"):
        shutil.copy(whole / name, folder / name)
    files = {"alphabet.txt": {"quick": quick_sum(whole / "alphabet.txt")}, "weights.json": {"quick": "0"}}
    (folder / "manifest.json").write_text(json.dumps({"files": files}), "utf-8")
    with pytest.raises(ModelError, match=r"weights\.json"):
        model_folder("speller", str(tmp_path))


def test_a_long_text_is_read_in_stretches() -> None:
    speller = load_speller(model_folder("speller"))
    text = "切实维护人民群众的根本利益。\n" * 4000 + "全面贯彻落石党中央决策部署。"
    (slip,) = speller.slips(text)
    assert (text[slip.start : slip.end], slip.best) == ("石", "实")


@given(
    st.sampled_from(SENTENCES),
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from("石挣力全织败党3七，")), max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_correcting_is_idempotent_and_keeps_every_digit(sentence: str, spoilt: list[tuple[int, str]]) -> None:
    characters = list(sentence)
    for place, new in spoilt:
        characters[place % len(characters)] = new
    once = reportnlp.correct("".join(characters))
    assert reportnlp.correct(once) == once
    assert [row for row in once if row.isdigit()] == [row for row in characters if row.isdigit()]


def test_what_was_mended_is_not_mended_again_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    speller = load_speller(model_folder("speller", None))
    both = Slip(2, 4, "部署", 0.99, True, 20.0, "", 0)
    looks = iter([[both], [Slip(3, 4, "属", 0.99, True, 20.0, "", 0)]])
    monkeypatch.setattr(speller, "_judged", lambda _: next(looks, []))
    assert speller.slips("安排布暑工作。") == [both]


def test_a_gain_of_less_than_ten_times_is_no_argument() -> None:
    slip = Slip(0, 1, "署", 0.9, True, 1.0, "部署", 300)
    assert _note(slip, "暑") == "正式文本中“部署”至少出现 300 次；“暑”在此处少见"
    assert _note(slip._replace(gain=5.0), "暑").endswith("改后比现在可能 100 倍")
