"""Files are written whole or not at all; the system's reasons are told in Chinese."""

import errno
import os
from pathlib import Path

import pytest

from reportnlp.atomic import write_whole
from reportnlp.errors import reason_of


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "结果.docx"
    write_whole(target, b"old")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError) as caught:
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == [target.name], "no half-written file stays"
    assert reason_of(caught.value) == "磁盘已满"


def test_long_names_and_links(tmp_path: Path) -> None:
    target = tmp_path / f"{'长' * 80}.docx"
    write_whole(target, b"one")
    (tmp_path / "链接").symlink_to(target)
    write_whole(tmp_path / "链接", b"two")
    assert target.read_bytes() == b"two"
    assert (tmp_path / "链接").is_symlink()


@pytest.mark.parametrize(("number", "words"), [(errno.EPERM, "没有权限"), (9999, "系统错误 9999"), (None, "系统出错")])
def test_reasons_are_chinese(number: int | None, words: str) -> None:
    error = OSError() if number is None else OSError(number, "English")
    assert reason_of(error) == words
