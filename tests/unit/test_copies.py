"""Names of the copies with comments: inside their folder, never two the same."""

import time
from pathlib import Path, PurePosixPath

import pytest

from reportnlp.batch.copies import copy_names, drop


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("乡镇/总结.docx", "乡镇/总结.docx"),
        ("总结.wps", "总结.wps.docx"),
        ("../../etc/passwd", "__/__/etc/passwd.docx"),
        ("/etc/passwd", "etc/passwd.docx"),
        ("s3://桶/总结.docx", "s3/桶/总结.docx"),
        ("a\\b:c?.docx", "a_b_c_.docx"),
        ("..", "__.docx"),
    ],
)
def test_names_stay_inside(name: str, expected: str) -> None:
    assert copy_names({"甲": name}) == {"甲": expected}


def test_no_two_are_the_same() -> None:
    names = ["A.docx", "a.DOCX", "a.docx", "x.doc", "x.doc.docx", "y", "y.docx/z", "é.docx", "e\u0301.docx"]
    copies = list(copy_names({str(number): name for number, name in enumerate(names)}).values())
    folded = [name.casefold() for name in copies]
    assert len(set(folded)) == len(names)
    assert not any(str(folder) in folded for name in folded for folder in PurePosixPath(name).parents)


def test_long_names_can_be_written(tmp_path: Path) -> None:
    [name] = copy_names({"甲": f"{'很长' * 60}/{'很长的报告' * 16}.docx"}).values()
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).touch()


def test_dropping_takes_empty_folders_away(tmp_path: Path) -> None:
    for name in ("annotated/甲/乙/一.docx", "annotated/甲/二.docx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    drop(tmp_path, "甲/乙/一.docx")
    assert [path.name for path in (tmp_path / "annotated" / "甲").iterdir()] == ["二.docx"]
    drop(tmp_path, "甲/二.docx")
    assert (tmp_path / "annotated").is_dir()
    assert not list((tmp_path / "annotated").iterdir())
    drop(tmp_path, "没有.docx")


def test_names_of_many_reports_take_no_time() -> None:
    names = {f"报告/{number // 50}/{number}.docx": f"{number // 50}/{number}.docx" for number in range(10_000)}
    start = time.process_time()
    assert len(set(copy_names(names).values())) == len(names)
    assert (
        time.process_time() - start < 2
    )  # every name held against all others: 3 s, and four times that for twice as many
