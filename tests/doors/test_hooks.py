"""What pre-commit reads of this repository."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from reportnlp.cli.main import main

HOOKS = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"


@pytest.fixture
def hook() -> dict[str, Any]:
    [row] = yaml.safe_load(HOOKS.read_text("utf-8"))
    return row  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["报告.docx", "2023/云岭街道 总结.txt", "总结.md", "a/b/述职.md"])
def test_reports_are_checked(hook: dict[str, Any], name: str) -> None:
    assert re.search(hook["files"], name) and not re.search(hook["exclude"], name)


@pytest.mark.parametrize(
    "name",
    [
        "图.png", "a.docx.bak", "报告.docx.reportnlp.toml", "a/~$报告.docx", ".隐.txt", "requirements-dev.txt", "src/CMakeLists.txt",
        "README.md", "README.zh-CN.md", "docs/CHANGELOG.md", "LICENSE.txt",
    ],
)  # fmt: skip
def test_other_files_are_not(hook: dict[str, Any], name: str) -> None:
    assert not re.search(hook["files"], name) or re.search(hook["exclude"], name)


def test_the_entry_is_a_command(hook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("总结.txt").write_text("学习党的二十精神。\n", "utf-8")
    program, *words = hook["entry"].split()
    assert (program, main([*words, "总结.txt"])) == ("reportnlp", 1)
    assert "types" not in hook and "types_or" not in hook  # text would leave .docx out
