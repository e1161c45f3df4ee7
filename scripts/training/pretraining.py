"""Continues the training of the encoder on plain text: predicts what is masked, and puts right what is mistaken.

A step depends on the seed, its number and the text alone. So a run that was stopped goes on from its last checkpoint to the same curve.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from reportnlp.atomic import write_whole
from training.noise import Noise, Spoiler, Spoilt, Windows

LEARNT = Noise(masked=0.12, spoilt=0.06, kept=0.06)
MASKED_ONLY = Noise(masked=0.15, spoilt=0.0, kept=0.0)
SLIPS_ONLY = Noise(masked=0.0, spoilt=0.02, kept=0.98)  # every character is asked for: what is right must stay
_MOST_HELD_OUT, _MEASURED_AT_ONCE = 512, 32  # windows
_CHECKPOINT, _CURVE = "checkpoint.pt", "curve.jsonl"


class Settings(NamedTuple):
    """What the curve of a run depends on."""

    layers: int
    steps: int
    batch: int
    length: int
    rate: float
    every: int  # steps between checkpoints
    bf16: bool
    seed: int
    text: int  # checksum


class OtherSettingsError(ValueError):
    """A checkpoint is one of another run; the message names the settings that differ."""


class Pretraining:
    """A run in the folder ``out``, from its last checkpoint if there is one.

    Raises OtherSettingsError where the checkpoint is one of other settings or other text.
    """

    def __init__(
        self, encoder: Path, out: Path, settings: Settings, windows: Windows, spoiler: Spoiler, device: str
    ) -> None:
        self.out, self.settings, self.windows, self.spoiler = out, settings, windows, spoiler
        self.device = torch.device(device)
        torch.manual_seed(settings.seed)
        self.model = with_head(encoder, settings.layers).to(self.device)
        groups = [
            {"params": [p for p in self.model.parameters() if p.ndim > 1], "weight_decay": 0.01},
            {"params": [p for p in self.model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
        ]
        self.optimiser = torch.optim.AdamW(groups, lr=settings.rate, betas=(0.9, 0.98))
        self.step = 0
        self.curve: list[dict[str, float]] = []
        self._orders: dict[int, Any] = {}
        if (out / _CHECKPOINT).exists():
            self._load()

    def _share(self, step: int) -> float:
        """Of the learning rate: a short rise, then a cosine down to a twentieth."""
        warm = max(1, min(2000, self.settings.steps // 20))
        if step < warm:
            return (step + 1) / warm
        done = min(1.0, (step - warm) / max(1, self.settings.steps - warm))
        return 0.05 + 0.95 * (1 + math.cos(math.pi * done)) / 2

    def run(self, say: Callable[[str], None] = print) -> None:
        """All steps that are left, with checkpoints. Raises FloatingPointError, and keeps the last one, if the loss is lost."""
        if self.curve:
            self._write()  # in case it was stopped between the checkpoint and these
        total = torch.zeros((), device=self.device)
        while self.step < self.settings.steps:
            total += self.learn(self._batch(self.step))
            self.step += 1
            if self.step % self.settings.every == 0 or self.step == self.settings.steps:
                since = self.step - (int(self.curve[-1]["step"]) if self.curve else 0)
                loss = total.item() / since
                if not math.isfinite(loss):
                    raise FloatingPointError(f"loss {loss} at step {self.step}")
                total.zero_()
                self.curve.append({"step": self.step, "tokens": self.tokens, "loss": round(loss, 5), **self.measure()})
                say(json.dumps(self.curve[-1]))
                self._save()

    @property
    def tokens(self) -> int:
        """How many were read so far."""
        return self.step * self.settings.batch * self.settings.length

    def learn(self, batch: Spoilt) -> Any:
        """One step; gives its loss, still on the device."""
        torch.manual_seed(self.settings.seed * 1_000_003 + self.step)  # dropout
        self.model.train()
        loss: Any = torch.nn.functional.cross_entropy(self._scores(batch), self._tensor(batch.right))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for group in self.optimiser.param_groups:
            group["lr"] = self.settings.rate * self._share(self.step)
        self.optimiser.step()
        return loss.detach()

    def measure(self) -> dict[str, float]:
        """Figures on held-out text, always with the same noise.

        ``held-out loss`` as it is learnt; shares of masked characters found, of slips put right, of right characters changed.
        """
        self.model.eval()
        loss = self._count(LEARNT)
        masked, slips = self._count(MASKED_ONLY), self._count(SLIPS_ONLY)
        return {
            "held-out loss": round(loss["loss"] / loss["asked"], 5),
            "masked found": round(masked["right"] / masked["asked"], 5),
            "slips put right": round(slips["mended"] / max(1.0, slips["slips"]), 5),
            "right changed": round(1 - (slips["right"] - slips["mended"]) / (slips["asked"] - slips["slips"]), 5),
        }

    def _count(self, noise: Noise) -> dict[str, float]:
        """Sums over the held-out windows."""
        chance = np.random.default_rng([self.settings.seed, 2])
        held_out = self.windows.held_out
        chosen = held_out[chance.permutation(len(held_out))[:_MOST_HELD_OUT]]
        sums = dict.fromkeys(("asked", "loss", "right", "slips", "mended"), 0.0)
        for at in range(0, len(chosen), _MEASURED_AT_ONCE):
            batch = self.spoiler.spoil(chosen[at : at + _MEASURED_AT_ONCE], noise, chance)
            with torch.no_grad():
                scores, gold = self._scores(batch), self._tensor(batch.right)
                sums["loss"] += torch.nn.functional.cross_entropy(scores, gold, reduction="sum").item()
                right = (scores.argmax(1) == gold).cpu().numpy()
            sums["asked"] += len(right)
            sums["right"] += float(right.sum())
            sums["slips"] += float(batch.spoilt.sum())
            sums["mended"] += float(right[batch.spoilt].sum())
        return sums

    def _scores(self, batch: Spoilt) -> Any:
        """[places, rows]: scores before softmax, of the places that are asked for only."""
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.settings.bf16):
            states = self.model.bert(input_ids=self._tensor(batch.ids)).last_hidden_state
            scores = self.model.cls(states.flatten(0, 1)[self._tensor(batch.places)])
        return scores.float()

    def _tensor(self, array: Any) -> Any:
        return torch.from_numpy(array).to(self.device, non_blocking=True)

    def _batch(self, step: int) -> Spoilt:
        """The windows of a step: each once in an epoch, in an order of its own."""
        windows, size = self.windows.learnt, self.settings.batch
        index = np.arange(step * size, (step + 1) * size)
        epochs = index // len(windows)
        chosen = np.concatenate(
            [self._order(epoch)[index[epochs == epoch] % len(windows)] for epoch in sorted(set(epochs.tolist()))]
        )
        return self.spoiler.spoil(windows[chosen], LEARNT, np.random.default_rng([self.settings.seed, 1, step]))

    def _order(self, epoch: int) -> Any:
        if epoch not in self._orders:
            self._orders = {key: row for key, row in self._orders.items() if key == epoch - 1}
            order = np.random.default_rng([self.settings.seed, 0, epoch]).permutation(len(self.windows.learnt))
            self._orders[epoch] = order
        return self._orders[epoch]

    def _save(self) -> None:
        """The checkpoint in one file, so that its parts always belong together; then what may be used of it."""
        data = io.BytesIO()
        state = {
            "settings": list(self.settings),
            "step": self.step,
            "curve": self.curve,
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        torch.save(state, data)
        write_whole(self.out / _CHECKPOINT, data.getvalue())
        self._write()

    def _load(self) -> None:
        state = torch.load(self.out / _CHECKPOINT, map_location=self.device, weights_only=True)
        if state["settings"] != list(self.settings):
            different = [
                name
                for name, old, new in zip(Settings._fields, state["settings"], self.settings, strict=True)
                if old != new
            ]
            raise OtherSettingsError(", ".join(different))
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.curve = state["step"], state["curve"]

    def _write(self) -> None:
        """The weights without pickle, the curve as lines and as a picture."""
        from safetensors.torch import save

        state = {name: value.cpu().contiguous() for name, value in self.model.state_dict().items()}
        state.pop("cls.predictions.decoder.weight")  # the word embeddings
        state.pop("cls.predictions.decoder.bias", None)  # cls.predictions.bias
        write_whole(self.out / "model.safetensors", save(state, {"format": "pt"}))
        write_whole(self.out / "config.json", self.model.config.to_json_string().encode())
        write_whole(self.out / _CURVE, "".join(json.dumps(row) + "\n" for row in self.curve).encode())
        write_whole(self.out / "curve.png", picture(self.curve))


def with_head(encoder: Path, layers: int) -> Any:
    """The first ``layers`` layers of the encoder under a new head, whose last matrix is that of the word embeddings."""
    from transformers import BertForMaskedLM, BertModel

    body = BertModel.from_pretrained(encoder, add_pooling_layer=False, num_hidden_layers=layers)
    body.config.tie_word_embeddings = True
    model = BertForMaskedLM(body.config)
    model.bert = body
    model.tie_weights()
    return model


def picture(curve: list[dict[str, float]]) -> bytes:
    """The learning curve as PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    chart, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6))
    tokens = [row["tokens"] / 1e6 for row in curve]
    for axes, names in (
        (left, ("loss", "held-out loss")),
        (right, ("masked found", "slips put right", "right changed")),
    ):
        for name in names:
            axes.plot(tokens, [row[name] for row in curve], "o-", markersize=3, label=name)
        axes.set(xlabel="million tokens", ylim=(0, None))
        axes.grid(alpha=0.3)
        axes.legend()
    chart.tight_layout()
    data = io.BytesIO()
    chart.savefig(data, format="png", dpi=110)
    pyplot.close(chart)
    return data.getvalue()
