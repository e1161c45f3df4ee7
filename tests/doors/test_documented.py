"""What the documentation shows is run: every command, and every Python sample."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from documentation import commands  # noqa: E402

PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "README.zh-CN.md"]
TEXTS = {str(page.relative_to(ROOT)): page.read_text("utf-8") for page in PAGES}
LINES = {
    page: lines
    for page, text in TEXTS.items()
    if (lines := [line for block in commands.blocks(text) for line in commands.command_lines(block)])
}
SAMPLES = {page: sample for page, text in TEXTS.items() if (sample := commands.python_samples(text))}


@pytest.mark.parametrize("page", LINES)
def test_the_commands_of_a_page_run_one_after_another(page: str, tmp_path: Path) -> None:
    commands.lay_out(tmp_path)
    with commands.working_in(tmp_path):
        for line in LINES[page]:
            done = commands.run(line)
            assert done.code in (0, 1), f"{line}: {done.output}"


@pytest.mark.parametrize("page", SAMPLES)
def test_the_python_samples_of_a_page_run(page: str, tmp_path: Path) -> None:
    commands.lay_out(tmp_path)
    with commands.working_in(tmp_path):
        exec(compile(SAMPLES[page], page, "exec"), {})


def test_there_is_something_to_run() -> None:
    assert sum(map(len, LINES.values())) > 40
    assert {"README.md", "README.zh-CN.md", "docs/developers/index.md"} <= set(SAMPLES)
