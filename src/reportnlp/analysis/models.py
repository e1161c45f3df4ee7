"""Where model folders are, and whether their files are whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from reportnlp.analysis.own_files import kept_while_same
from reportnlp.errors import ReportnlpError, reason_of

_PACKAGE = Path(__file__).parents[1]
_END = 1 << 16  # bytes at either end of a file that the quick check reads


class ModelError(ReportnlpError):
    """A model is missing or damaged: what needs it is skipped, and the report says so."""


def model_folder(name: str, models: str | None = None) -> Path:
    """The folder of the model ``name``: in ``models`` (a setting), else in the package, else in the checkout.

    Raises ModelError when it is nowhere or a file in it is not the one that its manifest names.
    """
    places = [Path(models)] if models else [_PACKAGE / "models", _PACKAGE.parents[1] / "models"]
    for place in places:
        if (place / name / "manifest.json").is_file():
            return whole_folder(place / name)
    raise ModelError(f"没有找到模型 {name}，未检查。", f"the model {name} is missing: not checked.")


def whole_folder(folder: Path) -> Path:
    """``folder``, whose files are those that its manifest names. Raises ModelError where they are not."""
    _check(folder)
    return folder


def quick_sum(path: Path) -> str:
    """SHA-256 of size, beginning and end of a file: finds what a broken copy does, in no time."""
    size = path.stat().st_size
    with path.open("rb") as file:
        whole = hashlib.sha256(str(size).encode() + file.read(_END))
        file.seek(max(0, size - _END))
        whole.update(file.read(_END))
    return whole.hexdigest()[:16]


@kept_while_same
def _check(folder: Path) -> None:
    try:
        files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
        broken = [name for name, row in files.items() if quick_sum(folder / name) != row["quick"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "manifest.json 写错了"
        raise ModelError(
            f"模型 {folder.name} 读不出来（{reason}），未检查。", f"cannot read {folder}: {error}."
        ) from None
    if broken:
        names = "、".join(broken)
        raise ModelError(
            f"模型 {folder.name} 的文件已损坏（{names}），请重新安装；未检查。", f"{folder}: damaged: {names}."
        )
