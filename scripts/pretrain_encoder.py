"""Continues the training of a converted encoder on a folder of text: masked characters, and characters taken for others.

    python scripts/pretrain_encoder.py FOLDER --encoder CONVERTED -o OUT [--tokens 60e6] [--layers 6] [--batch 256]

CONVERTED is a folder that convert_encoder.py made; FOLDER is read as train_language_model.py reads it. Slips come from the
confusion sets of models/speller. OUT gets what CONVERTED has (so train and compare from it as from that), with a head that
names each character, curve.jsonl, curve.png, and checkpoint.pt: the same command goes on from there. Documents are held out
whole; curve.jsonl has their loss and how many slips in them are put right. Needs torch, transformers, safetensors, matplotlib.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path

import torch
import transformers
from scoring.slips import wrong_characters
from train_language_model import MODELS, texts
from training.noise import Spoiler, Windows, cut
from training.pretraining import LEARNT, OtherSettingsError, Pretraining, Settings

from reportnlp.analysis.speller.speller import load_speller
from reportnlp.atomic import write_whole

_FILES = ("model.safetensors", "config.json", "characters.json")


def main(arguments: list[str] | None = None) -> int:
    """Reads, trains, writes; 2 with one sentence where something given does not fit."""
    options = _parser().parse_args(arguments)
    transformers.logging.set_verbosity_error()  # layers that are left out are no news
    wanting = [name for name in _FILES if not (options.encoder / name).is_file()]
    if wanting:
        return _refuse(f"“{options.encoder}”里没有 {wanting[0]}：请先用 scripts/convert_encoder.py 转换编码器。")
    config = json.loads((options.encoder / "config.json").read_text("utf-8"))
    if options.length > config["max_position_embeddings"] or options.layers > config["num_hidden_layers"]:
        return _refuse("编码器没有这么多层或位置：请减小 --layers 或 --length。")
    if options.device == "cuda" and not torch.cuda.is_available():
        return _refuse("这台机器上没有可用的 GPU：请用 --device cpu。")
    device = options.device if options.device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"
    characters = json.loads((options.encoder / "characters.json").read_text("utf-8"))
    windows = cut(texts(options.folder), characters, options.length, options.held_out)
    if not len(windows.learnt) or not len(windows.held_out):
        return _refuse(f"“{options.folder}”里的文字太少：请换一个文件夹，或减小 --length、--held-out。")
    print(f"{windows.learnt.size:,} tokens to learn from, {windows.held_out.size:,} held out, on {device}", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    spoiler = Spoiler(wrong_characters(load_speller(MODELS).resources), characters)
    try:
        run = Pretraining(options.encoder, options.out, _settings(options, windows, device), windows, spoiler, device)
    except OtherSettingsError as error:
        return _refuse(f"“{options.out}”里的训练用的是别的设置（{error}）：请用原来的设置，或换一个输出文件夹。")
    write_whole(options.out / "characters.json", (options.encoder / "characters.json").read_bytes())
    began, before = time.monotonic(), run.tokens
    try:
        run.run(lambda line: print(line, flush=True))
    except KeyboardInterrupt:
        print("已停下：用同一条命令可从上一个检查点接着训练。", file=sys.stderr)
        return 130
    except FloatingPointError as error:
        return _refuse(f"训练发散了（{error}）：请减小 --learning-rate，换一个输出文件夹重来。")
    print(f"{(run.tokens - before) / (time.monotonic() - began):,.0f} tokens/s, checkpoints and measuring included")
    _describe(options.encoder, run)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--tokens", type=float, default=60e6, help="to read in all; text is read again where it ends")
    parser.add_argument("--layers", type=int, choices=(2, 4, 6, 12), default=6, help="the first so many are kept")
    parser.add_argument("--batch", type=_positive, default=256, help="windows a step")
    parser.add_argument("--length", type=int, default=128, help="tokens a window")
    parser.add_argument("--learning-rate", type=float, default=3e-4)
    parser.add_argument("--checkpoint-every", type=_positive, default=200, help="steps")
    parser.add_argument("--held-out", type=_positive, default=100, help="one document in so many is not learnt from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, help="default: on a GPU only")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _settings(options: argparse.Namespace, windows: Windows, device: str) -> Settings:
    steps = max(1, round(options.tokens / (options.batch * options.length)))
    bf16 = device == "cuda" if options.bf16 is None else options.bf16
    every, rate = options.checkpoint_every, options.learning_rate
    sizes = (options.layers, steps, options.batch, options.length)
    return Settings(*sizes, rate, every, bf16, options.seed, windows.checksum())


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _describe(encoder: Path, run: Pretraining) -> None:
    """manifest.json: where the weights are from, how they were trained, what they reached."""
    source = encoder / "manifest.json"
    manifest = {
        "task": "encoder with a head that names each character",
        "from": json.loads(source.read_text("utf-8")) if source.exists() else None,
        "settings": run.settings._asdict(),
        "noise": LEARNT._asdict(),
        "last": run.curve[-1],
        "sha256": {name: hashlib.sha256((run.out / name).read_bytes()).hexdigest() for name in _FILES},
    }
    data = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    write_whole(run.out / "manifest.json", data.encode())


if __name__ == "__main__":
    sys.exit(main())
