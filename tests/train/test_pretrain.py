"""Further training of the encoder on plain text: what it is asked, that it learns, and that it goes on as if never stopped."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: make test-train")
pytest.importorskip("transformers", reason="transformers is not installed: make test-train")
pytest.importorskip("matplotlib", reason="matplotlib is not installed: make test-train")
sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

import numpy as np  # noqa: E402
import pretrain_encoder  # noqa: E402
from training.characters import BOS, EOS, MASK, PAD, UNKNOWN  # noqa: E402
from training.encoder import AreaEncoder  # noqa: E402
from training.noise import Noise, Spoiler, cut  # noqa: E402
from training.pretraining import Pretraining, with_head  # noqa: E402

WHO = ("街道党工委", "社区党支部", "区税务局", "镇人民政府", "开发区管委会")
WHAT = ("组织专题读书班", "走访困难群众", "引进重点项目", "开展廉政谈话", "整治背街小巷", "举办文化活动")
RESULT = ("解决问题二十三件", "群众满意度明显提高", "工作取得实效", "形成制度四项")
TEXTS = [f"{who}全年{what}，{result}。{who}坚持{what}。" for who, what, result in itertools.product(WHO, WHAT, RESULT)]
CHARACTERS = {character: row for row, character in enumerate(sorted({*"".join(TEXTS), "问", "间", " "}), 5)}


@pytest.fixture(autouse=True)
def one_thread() -> Any:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    """A tiny encoder with random weights and three layers, saved as convert_encoder.py saves one."""
    from transformers import BertConfig, BertModel

    folder = tmp_path / "encoder"
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(CHARACTERS) + 5,
        hidden_size=32,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        pad_token_id=PAD,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    (folder / "characters.json").write_text(json.dumps(CHARACTERS), "utf-8")
    return folder


@pytest.fixture
def text(tmp_path: Path) -> Path:
    folder = tmp_path / "text"
    folder.mkdir()
    (folder / "reports.jsonl").write_text("".join(json.dumps({"text": row}) + "\n" for row in TEXTS), "utf-8")
    return folder


def command(text: Path, encoder: Path, out: Path, *more: str) -> list[str]:
    sizes = ["--layers", "2", "--batch", "8", "--length", "24", "--tokens", "11520", "--checkpoint-every", "20"]
    rest = ["--held-out", "6", "--learning-rate", "0.005", "--device", "cpu"]
    return [str(text), "--encoder", str(encoder), "-o", str(out), *sizes, *rest, *more]


def test_a_stopped_run_goes_on_to_the_same_curve(
    text: Path, encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    assert pretrain_encoder.main(command(text, encoder, whole)) == 0
    curve = [json.loads(line) for line in (whole / "curve.jsonl").read_text("utf-8").splitlines()]
    assert [row["step"] for row in curve] == [20, 40, 60]
    assert curve[-1]["loss"] < curve[0]["loss"] - 0.3
    assert curve[-1]["held-out loss"] < curve[0]["held-out loss"] - 0.2
    assert curve[-1]["right changed"] < curve[0]["right changed"]

    learn = Pretraining.learn

    def interrupted(run: Pretraining, batch: Any) -> Any:
        if run.step == 33:  # between two checkpoints
            raise KeyboardInterrupt
        return learn(run, batch)

    monkeypatch.setattr(Pretraining, "learn", interrupted)
    assert pretrain_encoder.main(command(text, encoder, stopped)) == 130
    assert len((stopped / "curve.jsonl").read_text("utf-8").splitlines()) == 1
    monkeypatch.setattr(Pretraining, "learn", learn)
    assert pretrain_encoder.main(command(text, encoder, stopped)) == 0
    for name in ("curve.jsonl", "model.safetensors", "manifest.json"):
        assert (stopped / name).read_bytes() == (whole / name).read_bytes(), name
    assert (stopped / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert not [path for path in stopped.iterdir() if path.name.startswith(".")]

    capsys.readouterr()
    assert pretrain_encoder.main(command(text, encoder, stopped, "--seed", "2")) == 2
    assert "seed" in capsys.readouterr().err


def test_areas_can_be_learnt_from_what_it_writes(text: Path, encoder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert pretrain_encoder.main([*command(text, encoder, out), "--bf16", "--tokens", "400"]) == 0
    saved = torch.load(out / "checkpoint.pt", weights_only=True)["model"]
    body = AreaEncoder(out).body.state_dict()
    assert len(AreaEncoder(out).body.encoder.layer) == 2
    assert all(torch.equal(value, saved[f"bert.{name}"]) for name, value in body.items())


def test_the_head_shares_the_word_embeddings_and_the_body_is_the_encoder_s(encoder: Path) -> None:
    model = with_head(encoder, 2)
    words = model.bert.embeddings.word_embeddings.weight
    assert model.cls.predictions.decoder.weight is words
    assert torch.equal(words, AreaEncoder(encoder).body.embeddings.word_embeddings.weight)


def test_documents_are_held_out_whole() -> None:
    windows = cut([*TEXTS, *TEXTS], CHARACTERS, 12, 6)
    names = {row: character for character, row in CHARACTERS.items()} | {EOS: "\n"}
    assert (windows.learnt[:, 0] == BOS).all()
    assert (windows.learnt[:, -1] == EOS).all()
    learnt, held_out = ("".join(names[row] for row in part[:, 1:-1].ravel().tolist()) for part in windows)
    whole = {row for row in held_out.split("\n")[:-1] if row}
    assert whole <= set(TEXTS)
    assert not whole & set(learnt.split("\n"))
    assert UNKNOWN in cut(["𠀀" * 40], CHARACTERS, 12, 1).held_out


def test_slips_come_from_the_confusion_sets_and_are_to_be_put_right() -> None:
    spoiler = Spoiler({"问": (["间", "〇"], [1.0, 9.0]), "题": (["提"], [0.0])}, CHARACTERS)
    windows = np.array([[BOS, CHARACTERS["问"], CHARACTERS["题"], UNKNOWN, EOS]] * 500)
    found = spoiler.spoil(windows, Noise(0.3, 0.5, 0.2), np.random.default_rng(0))
    before, after = windows.ravel(), found.ids.ravel()
    assert (found.right == before[found.places]).all()
    assert set(after[before <= MASK]) == {BOS, UNKNOWN, EOS}  # left alone
    assert set(after[before == CHARACTERS["题"]]) == {CHARACTERS["题"], MASK}  # taken for nothing
    assert set(after[found.places[found.spoilt]]) == {CHARACTERS["间"]}
    assert set(after[found.places[found.masked]]) == {MASK}
    assert len(found.places) == 1000
    assert 0.45 < found.spoilt.sum() / 500 < 0.55


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--layers", "4"], "没有这么多层"),
        (["--length", "65"], "没有这么多层或位置"),
        (["--held-out", "1"], "文字太少"),
    ],
)
def test_what_does_not_fit_is_said(
    text: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], sentence: str
) -> None:
    assert pretrain_encoder.main(command(text, encoder, tmp_path / "out", *more)) == 2
    assert sentence in capsys.readouterr().err
    assert pretrain_encoder.main(command(text, tmp_path / "none", tmp_path / "out")) == 2
    assert "convert_encoder" in capsys.readouterr().err
