"""Facts used in more than one place. Each file names its source and licence in its first lines."""

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


@lru_cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """Rows of the tab-separated file ``name``, without comments (#) and empty lines; trailing cells may be missing."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))
