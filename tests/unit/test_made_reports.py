"""Made-up reports for audits: the same each time, and every broken file refused with one sentence."""

import random
from pathlib import Path

import pytest

import reportnlp
from reportnlp.document import office
from reportnlp.errors import UnreadableError

SCRIPTS = Path(__file__).parents[2] / "scripts"
KINDS = 15


@pytest.fixture
def scripts(monkeypatch):
    """The scripts can be imported."""
    pytest.importorskip("docx")
    pytest.importorskip("msoffcrypto")
    monkeypatch.syspath_prepend(str(SCRIPTS))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_files(scripts, tmp_path):
    from make_reports import make_reports

    made = make_reports(12, tmp_path / "一", seed=3)
    make_reports(12, tmp_path / "二", seed=3)
    make_reports(12, tmp_path / "三", seed=4)
    first, second, third = (contents(tmp_path / name) for name in ("一", "二", "三"))
    assert first == second
    assert first.keys() != third.keys()
    assert len(first) == len(made) == 12
    assert len(set(first.values())) == 12, "no two are alike"
    for row in made:
        if not row.broken:
            assert len(reportnlp.read(row.path).text) > 600


@pytest.mark.parametrize("number", range(KINDS))
def test_a_broken_file_is_refused_with_one_sentence(number, scripts, monkeypatch):
    from making.broken import broken_file
    from scoring.word_writer import word_file

    monkeypatch.setattr(office.shutil, "which", lambda *_: None)  # LibreOffice is not what is tested
    sound = word_file({"numbering": "typed"}, [("title", "工作总结"), ("body", "发展党员12名。" * 40)])
    _, ending, data = broken_file(number, sound, random.Random(number))
    with pytest.raises(UnreadableError) as refused:
        reportnlp.read(data, f"报告.{ending}")
    assert refused.value.zh.endswith("。")
    assert "\n" not in refused.value.zh
