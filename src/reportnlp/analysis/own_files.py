"""Files of a unit's own: what was read of one is kept for as long as the file stays the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

_Given = ParamSpec("_Given")
_Read = TypeVar("_Read")
Stamp = tuple[int, int] | None  # time and size; None: no such file


def kept_while_same(load: Callable[_Given, _Read]) -> Callable[_Given, _Read]:
    """``load(path, …)``, called again only for another path or when the file (of a folder, its manifest) was saved."""

    @lru_cache(maxsize=8)
    def kept(_: Stamp, *given: Any, **named: Any) -> _Read:
        return load(*given, **named)

    @wraps(load)
    def wrapped(*given: _Given.args, **named: _Given.kwargs) -> _Read:
        stamp = _stamp(given[0]) if given and given[0] is not None else None
        return kept(stamp, *given, **cast("dict[str, Any]", named))

    return wrapped


def _stamp(path: Any) -> Stamp:
    place = Path(path)
    try:
        row = (place / "manifest.json" if place.is_dir() else place).stat()
    except (OSError, ValueError):  # said where it is read
        return None
    return row.st_mtime_ns, row.st_size
