"""Copies with comments: names inside their folder, never two the same; only what an audit wrote is taken away."""

import sys
import time
from contextlib import suppress
from pathlib import Path, PurePosixPath

import pytest

from reportnlp.batch.copies import copy_names, drop, put, sum_of

MINE, YOURS = b"mine", b"yours"


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
        ("CON/nul.docx", "_CON/_nul.docx"),
        ("Com1.wps", "_Com1.wps.docx"),
        ("LPT¹", "_LPT¹.docx"),
        ("aux .docx", "_aux .docx"),
        ("console.docx", "console.docx"),
        ("乡镇. /总结...", "乡镇__/总结___.docx"),
        ("一：2023.docx:流", "一：2023.docx_流.docx"),
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
    assert put(tmp_path, name, MINE, ())
    assert all(len(part.encode()) <= 255 for part in PurePosixPath(name).parts)
    assert (tmp_path / "annotated" / name).read_bytes() == MINE


def test_dropping_takes_empty_folders_away(tmp_path: Path) -> None:
    for name in ("甲/乙/一.docx", "甲/二.docx"):
        put(tmp_path, name, MINE, ())
    drop(tmp_path, "甲/乙/一.docx", {sum_of(MINE)})
    assert [path.name for path in (tmp_path / "annotated" / "甲").iterdir()] == ["二.docx"]
    drop(tmp_path, "甲/二.docx", {sum_of(MINE)})
    assert (tmp_path / "annotated").is_dir()
    assert not list((tmp_path / "annotated").iterdir())
    drop(tmp_path, "没有.docx", {sum_of(MINE)})


@pytest.mark.parametrize(
    "name", ["../外面.docx", "甲/../../外面.docx", "{}/外面.docx", "链接/外面.docx", "链接文件.docx"]
)
def test_nothing_outside_the_folder_is_written_or_taken_away(name: str, tmp_path: Path) -> None:
    out, outside = tmp_path / "结果", tmp_path / "别处"
    (out / "annotated" / "甲").mkdir(parents=True)
    outside.mkdir()
    places = [out / "外面.docx", outside / "外面.docx", outside / "文件.docx"]
    for place in places:
        place.write_bytes(MINE)
    if sys.platform != "win32":
        (out / "annotated" / "链接").symlink_to(outside)
        (out / "annotated" / "链接文件.docx").symlink_to(outside / "文件.docx")
    name = name.format(outside)
    drop(out, name, {sum_of(MINE)})
    with suppress(OSError):
        assert not put(out, name, YOURS, {sum_of(MINE)})
    assert [place.read_bytes() for place in places] == [MINE] * 3


def test_a_file_that_no_audit_wrote_stays(tmp_path: Path) -> None:
    put(tmp_path, "一.docx", MINE, ())
    target = tmp_path / "annotated" / "一.docx"
    target.write_bytes(YOURS)
    drop(tmp_path, "一.docx", {sum_of(MINE)})
    assert not put(tmp_path, "一.docx", MINE, {sum_of(MINE)})
    assert target.read_bytes() == YOURS
    assert put(tmp_path, "一.docx", MINE, {sum_of(YOURS)})
    assert target.read_bytes() == MINE


def test_names_of_many_reports_take_no_time() -> None:
    names = {f"报告/{number // 50}/{number}.docx": f"{number // 50}/{number}.docx" for number in range(10_000)}
    start = time.process_time()
    assert len(set(copy_names(names).values())) == len(names)
    assert (
        time.process_time() - start < 2
    )  # every name held against all others: 3 s, and four times that for twice as many
