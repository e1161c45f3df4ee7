"""Text as small integers: what the n-gram model reads. Blanks and quotation marks fall out, figures become one sign."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.uint16]
Places = npt.NDArray[np.int64]

DROPPED, EDGE, NUMBER, LATIN, UNKNOWN, FIRST = range(6)  # ids below FIRST are classes, the rest single characters
MARKS = "，、；：（）《》〈〉〔〕【】—…·／＋－＝～"
_EDGES = "。！？!?\n\r\t\f\v\x1c\x1d\x1e\x85\u2028\u2029"
_DROPPED = " \u3000\xa0\u200b\ufeff“”‘’\"'「」『』.．*#_`|"
_SAME = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "/": "／", "-": "－", "+": "＋", "=": "＝", "~": "～"}
_SAME |= {"<": "《", ">": "》", "[": "〔", "]": "〕", "［": "〔", "］": "〕", "─": "—", "–": "—", "•": "·", "﹑": "、"}


class Encoded(NamedTuple):
    """A text as ids, each with the place in the text where it stands; an edge stands before and after all."""

    ids: Ids
    places: Places


class Alphabet:
    """The characters that the model knows, by id: ``characters[i]`` has the id ``FIRST + i``."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        table = np.full(0x10000, UNKNOWN, np.uint16)
        for class_, members in ((DROPPED, _DROPPED), (EDGE, _EDGES)):
            table[[ord(character) for character in members]] = class_
        table[[ord(character) for character in "0123456789０１２３４５６７８９%％‰"]] = NUMBER
        latin = [*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0x40, 0x26]
        table[latin] = LATIN
        table[[ord(character) for character in characters]] = np.arange(FIRST, FIRST + len(characters))
        for half, full in _SAME.items():
            table[ord(half)] = table[ord(full)]
        self._table = table

    def __len__(self) -> int:
        return FIRST + len(self.characters)

    def id(self, character: str) -> int:
        """The id of one character."""
        code = ord(character)
        return int(self._table[code]) if code < 0x10000 else UNKNOWN

    def ids(self, codes: npt.NDArray[np.integer]) -> Ids:
        """The ids of code points below 0x10000."""
        return np.asarray(self._table[codes])

    def character(self, id_: int) -> str:
        """The character of an id from FIRST on."""
        return self.characters[id_ - FIRST]

    def encode(self, text: str) -> Encoded:
        """Ids of ``text`` with their places. Runs of edges, of digits and of Latin letters are one id each."""
        codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
        ids = self._table[np.minimum(codes, 0xFFFF)]
        places = np.flatnonzero(ids)
        ids = ids[places]
        ids = np.concatenate((_EDGE, ids, _EDGE))
        places = np.concatenate(([-1], places, [len(text)]))
        kept = np.ones(len(ids), bool)
        kept[1:] = (ids[1:] != ids[:-1]) | (ids[1:] >= UNKNOWN)
        return Encoded(ids[kept], places[kept])


_EDGE = np.array([EDGE], np.uint16)
