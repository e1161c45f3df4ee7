"""The encoder with a layer of area labels on top: fine-tuning on a CPU, resumable, and its scores."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from reportnlp.findings import AREAS
from training.characters import PAD, encode, padded
from training.paragraphs import Labelled

LONGEST = 192  # tokens
_BATCH = 16
_HEADING_DROPOUT = 0.5


class AreaEncoder(nn.Module):  # type: ignore[misc]
    """Mean of the last layer's vectors → one score an area."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import BertModel

        self.body: Any = BertModel.from_pretrained(folder, add_pooling_layer=False)
        self.body.config._attn_implementation = "sdpa"
        self.top = nn.Linear(self.body.config.hidden_size, len(AREAS))
        self.characters: dict[str, int] = json.loads((folder / "characters.json").read_text("utf-8"))

    def vectors(self, ids: torch.Tensor) -> torch.Tensor:
        """[paragraphs, hidden]: the mean over the tokens that are not padding."""
        mask = ids != PAD
        states = self.body(input_ids=ids, attention_mask=mask.long()).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean: torch.Tensor = (states * weights).sum(1) / weights.sum(1)
        return mean

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """[paragraphs, areas]: scores before softmax."""
        scores: torch.Tensor = self.top(self.vectors(ids).float())
        return scores

    def ids(self, rows: Sequence[Labelled], headings: bool = True) -> list[list[int]]:
        """Tokens of each paragraph."""
        return [encode(self.characters, row.heading if headings else "", row.text, LONGEST) for row in rows]


def fine_tune(
    model: AreaEncoder, rows: Sequence[Labelled], epochs: int, rate: float, seed: int = 1, say: str = ""
) -> None:
    """AdamW with warm-up and linear decay; half of the headings are left out each time."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    top = {id(parameter) for parameter in model.top.parameters()}
    groups = [
        {"params": [p for p in model.parameters() if id(p) not in top], "lr": rate},
        {"params": list(model.top.parameters()), "lr": rate * 10},
    ]
    steps = epochs * -(-len(rows) // _BATCH)
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
    )
    model.train()
    started, tokens, step = time.monotonic(), 0, 0
    for epoch in range(epochs):
        order = [row._replace(heading="") if chance.random() < _HEADING_DROPOUT else row for row in rows]
        chance.shuffle(order)
        blocks = [sorted(order[at : at + 8 * _BATCH], key=_length) for at in range(0, len(order), 8 * _BATCH)]
        batches = [block[at : at + _BATCH] for block in blocks for at in range(0, len(block), _BATCH)]
        chance.shuffle(batches)
        total = 0.0
        for batch in batches:
            ids = torch.tensor(padded(model.ids(batch)))
            gold = torch.tensor([AREAS.index(row.area) for row in batch])
            weight = torch.tensor([row.weight for row in batch])
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(ids)
            losses = nn.functional.cross_entropy(scores.float(), gold, reduction="none", label_smoothing=0.05)
            loss = (losses * weight).sum() / weight.sum()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total, tokens, step = total + loss.detach().item(), tokens + ids.numel(), step + 1
        speed = tokens / (time.monotonic() - started)
        print(f"{say} epoch {epoch + 1}/{epochs}: loss {total / len(batches):.3f}, {speed:.0f} tokens/s", flush=True)
    model.eval()


def _length(row: Labelled) -> int:
    return len(row.heading) + len(row.text)


def scores(model: AreaEncoder, rows: Sequence[Labelled], headings: bool = True, vectors: bool = False) -> NDArray[Any]:
    """Scores before softmax (or mean vectors) of each paragraph, in order."""
    model.eval()
    ids = model.ids(rows, headings)
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    found: list[Any] = [None] * len(ids)
    with torch.no_grad():
        for at in range(0, len(order), 32):
            part = order[at : at + 32]
            batch = torch.tensor(padded([ids[index] for index in part]))
            result = (model.vectors(batch) if vectors else model(batch)).float().numpy()
            for index, row in zip(part, result, strict=True):
                found[index] = row
    return np.stack(found)
