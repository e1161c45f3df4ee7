"""``reportnlp areas train``: learns a unit's own work areas from labelled paragraphs and writes the folder of their model."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportnlp.cli import frame
from reportnlp.errors import reason_of
from reportnlp.findings import OTHER

if TYPE_CHECKING:
    from reportnlp.analysis.area_model import AreaModel
    from reportnlp.analysis.area_training import Held, Labelled
    from reportnlp.analysis.own_areas import OwnArea
    from reportnlp.config import Settings

_FEWEST = 3  # paragraphs an area
_MOST = 2000  # paragraphs in all: training takes memory with their square
_KEYS = ("text", "area", "heading", "source")


def train_areas(path: str, output: str | None, settings: Settings) -> int:
    """Reads, learns, writes and says how well held-out paragraphs were told."""
    from reportnlp.analysis.area_model import load_area_model
    from reportnlp.analysis.area_training import train
    from reportnlp.analysis.own_areas import FILE_NAME, OwnArea, read_areas, taxonomy_of

    if output is None:
        raise frame.usage_error("请用 -o 写明模型放在哪个文件夹，例如 -o 我的领域。", "name the folder with -o.")
    rows = read_labels(path)
    described: tuple[OwnArea, ...] = ()
    if settings.areas is not None:
        place = Path(settings.areas)
        described = read_areas(place / FILE_NAME if place.is_dir() else place)
    else:
        described = tuple(
            OwnArea(name, "", (), ()) for name in dict.fromkeys(row.area for row in rows) if name != OTHER
        )
    _must_fit(path, rows, described)
    taxonomy = taxonomy_of(described)
    model, held = train(rows, described, taxonomy, load_area_model(settings.models).rarity)
    _write(Path(output), model, described, rows, held)
    frame.show(None, [path], *_summary(rows, held, taxonomy.areas, output))
    return 0


def read_labels(path: str) -> list[Labelled]:
    """Rows of a JSONL file: text, area, and if known heading and source. Raises SettingsError, naming the line."""
    from reportnlp.analysis.area_training import Labelled

    try:
        data = frame.standard_input().decode("utf-8-sig") if path == "-" else Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise frame.usage_error(
            f"读不了标注文件“{path}”（{reason_of(error)}）：请核对路径。", f"cannot read {path}: {error.strerror}."
        ) from None
    except UnicodeDecodeError:
        raise frame.usage_error(
            f"标注文件“{path}”不是 UTF-8 文本：请另存为 UTF-8。", f"{path} is not UTF-8 text."
        ) from None
    rows = []
    for number, line in enumerate(data.split("\n"), 1):
        if line.strip():
            rows.append(Labelled(*_fields(path, number, line)))
    if len(rows) > _MOST:
        raise frame.usage_error(
            f"“{path}”有 {len(rows)} 段，最多用 {_MOST} 段：请抽取一部分。", f"{path}: more than {_MOST} rows."
        )
    return rows


def _fields(path: str, number: int, line: str) -> tuple[str, str, str, str]:
    def misfit(why: str) -> Exception:
        return frame.usage_error(f"“{path}”第 {number} 行{why}。", f"{path}:{number}: does not fit.")

    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise misfit('不是合法的 JSON，应像 {"text": "段落文字", "area": "思想建设"}') from None
    if not isinstance(row, dict):
        raise misfit("应是一个 JSON 对象，有 text 和 area")
    values = [row.get(key) or "" for key in _KEYS]
    if not all(isinstance(value, str) for value in values):
        raise misfit("的 text、area、heading、source 应是文字")
    text, area, heading, source = (value.strip() for value in values)
    if not text or not area:
        raise misfit("缺少 text（段落）或 area（领域）")
    return text, area, heading, source


def _must_fit(path: str, rows: list[Labelled], described: tuple[OwnArea, ...]) -> None:
    from reportnlp.analysis.own_areas import MOST_AREAS

    counts = Counter(row.area for row in rows)
    names = [area.name for area in described]
    if strange := next((area for area in counts if area not in names and area != OTHER), None):
        raise frame.usage_error(
            f"“{path}”里的领域“{strange}”不在领域文件里：请改成 {'、'.join(names)} 之一，或补进领域文件。",
            f"{path}: unknown area {strange}.",
        )
    if not 2 <= len(names) <= MOST_AREAS:
        raise frame.usage_error(
            f"“{path}”里有 {len(names)} 个领域，应有 2 到 {MOST_AREAS} 个（不算“{OTHER}”）。",
            f"{path}: 2 to {MOST_AREAS} areas are needed.",
        )
    if few := next((name for name in names if counts[name] < _FEWEST), None):
        raise frame.usage_error(
            f"领域“{few}”只有 {counts[few]} 段，每个领域至少要 {_FEWEST} 段：请补充标注。",
            f"{few}: at least {_FEWEST} paragraphs an area.",
        )


def _write(target: Path, model: AreaModel, described: tuple[OwnArea, ...], rows: list[Labelled], held: Held) -> None:
    """The folder whole or not at all; an earlier model of one's own is replaced, nothing else is."""
    import numpy as np
    import yaml

    from reportnlp.analysis.models import quick_sum
    from reportnlp.analysis.own_areas import FILE_NAME

    if target.exists() and not (target.is_dir() and (not any(target.iterdir()) or (target / FILE_NAME).is_file())):
        raise frame.usage_error(
            f"“{target}”已经有别的内容：请换一个文件夹名。", f"{target} holds something else: choose another name."
        )
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=f".{target.name}.") as made:
            folder = Path(made) / "new"
            folder.mkdir()
            for name in ("weights", "rarity", "dense"):
                np.save(folder / f"{name}.npy", getattr(model, name), allow_pickle=False)
            words = {
                area.name: {"description": area.description, "words": list(area.words), "like": list(area.like)}
                for area in described
            }
            (folder / FILE_NAME).write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False), "utf-8")
            names = sorted(path.name for path in folder.iterdir())
            manifest = {
                "task": "work area of a paragraph, own areas",
                "labels": list(model.taxonomy.areas),
                "scales": model.scales.tolist(),
                "bias": model.bias.tolist(),
                "sharpness": model.sharpness,
                "learnt_rows": len(rows),
                "held_out_accuracy": round(_right(rows, held), 4),
                "files": {name: {"quick": quick_sum(folder / name)} for name in names},
            }
            (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
            if target.exists():
                target.rename(Path(made) / "old")
            shutil.move(folder, target)
    except OSError as error:
        raise frame.usage_error(
            f"写不了“{target}”（{reason_of(error)}）：请换一个位置或检查权限。",
            f"cannot write {target}: {error.strerror}.",
        ) from None


def _right(rows: list[Labelled], held: Held) -> float:
    return sum(row.area == given for row, given in zip(rows, held.given, strict=True)) / len(rows)


def _summary(rows: list[Labelled], held: Held, areas: tuple[str, ...], output: str) -> list[Any]:
    from reportnlp.formats.text import table

    lines = []
    pairs = [(row.area, given) for row, given in zip(rows, held.given, strict=True)]
    for area in areas:
        gold = sum(first == area for first, _ in pairs)
        told = sum(second == area for _, second in pairs)
        right = sum(first == second == area for first, second in pairs)
        lines.append((area, str(gold), f"{right}/{gold}" if gold else "—", f"{right}/{told}" if told else "—"))
    by_source = "按来源" if len({row.source for row in rows}) > 1 else ""
    return [
        table(("领域", "标注段落", "找出", "判对"), lines),
        f"{by_source}轮流留出检验：{len(rows)} 段判对 {_right(rows, held):.0%}，平均把握 "
        f"{sum(held.confidence) / len(rows):.0%}。",
        f"已写入 {output}：用 --areas {output}，或在设置里写 areas。",
    ]
