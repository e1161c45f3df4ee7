"""Writes a model's manifest: what it is made of, and a checksum of each file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from reportnlp.analysis.models import quick_sum


def write_manifest(folder: Path, **content: Any) -> None:
    """Adds ``content`` to the manifest of ``folder`` and renews the checksums of all files beside it."""
    path = folder / "manifest.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    files = sorted(row for row in folder.iterdir() if row.suffix in (".npy", ".txt") or row.name == "weights.json")
    known |= content
    known["files"] = {
        row.name: {
            "bytes": row.stat().st_size,
            "quick": quick_sum(row),
            "sha256": hashlib.sha256(row.read_bytes()).hexdigest(),
        }
        for row in files
    }
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", "utf-8")
