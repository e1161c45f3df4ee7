"""One character, one token: the vocabulary of the cut encoder, with a stable map from characters to rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from training.packed import SPACE, PackedEncoder

PAD, BOS, EOS, UNKNOWN, MASK = range(5)  # rows of the cut vocabulary
_SPECIALS = ("<pad>", "<s>", "</s>", "<unk>", "<mask>")
_CHINESE_MARKS = frozenset("、。《》〈〉“”‘’「」『』【】〔〕—·￥℃№")


def is_kept(piece: str) -> bool:
    """Whether a piece is one character that Chinese reports use."""
    return len(piece) == 1 and (
        piece == SPACE
        or "!" <= piece <= "~"
        or piece in _CHINESE_MARKS
        or unicodedata.name(piece, "").startswith("CJK UNIFIED IDEOGRAPH")
    )


def cut_vocabulary(packed: PackedEncoder) -> tuple[list[int], dict[str, int]]:
    """Embedding rows to keep, specials first, and the row in the cut table of each character.

    Characters that the encoder only knows after normalisation (，；：！？（）…％㎡) are entries of their own and point at
    the first character of what they become, so that offsets never move.
    """
    rows = [packed.pad, packed.bos, packed.eos, packed.unknown, packed.index["<mask>"]]
    characters: dict[str, int] = {}
    for row, piece in enumerate(packed.pieces):
        if piece not in _SPECIALS and is_kept(piece):
            characters[piece] = len(rows)
            rows.append(row)
    for written, normal in packed.normal.items():
        if written not in characters and normal[:1] in characters:
            characters[written] = characters[normal[0]]
    for blank in (" ", "\u3000", "\t", "\n"):
        characters[blank] = characters[SPACE]
    return rows, characters


def encode(characters: dict[str, int], heading: str, text: str, longest: int) -> list[int]:
    """<s> heading </s> paragraph </s>; without a heading <s> paragraph </s>. Heading and paragraph are cut to fit."""
    head = [characters.get(character, UNKNOWN) for character in heading[: longest // 4]]
    room = longest - len(head) - 3
    body = [characters.get(character, UNKNOWN) for character in text[:room]]
    return [BOS, *head, EOS, *body, EOS] if head else [BOS, *body, EOS]


def padded(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """Rows of one length, filled up with PAD."""
    longest = max(map(len, rows))
    return [[*row, *[PAD] * (longest - len(row))] for row in rows]
