"""The cut encoder and its fine-tuning; run by ``make test-train``, skipped where torch is not installed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: make test-train")
pytest.importorskip("transformers", reason="transformers is not installed: make test-train")
sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from training.characters import BOS, EOS, PAD, UNKNOWN, encode, is_kept, padded  # noqa: E402
from training.encoder import AreaEncoder, fine_tune, scores  # noqa: E402
from training.paragraphs import prototypes  # noqa: E402

CHARACTERS = {character: index + 5 for index, character in enumerate("全年发展党员名引进企业家开会，。")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny encoder with random weights, saved as convert_encoder.py saves one."""
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=40,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=256,
        pad_token_id=PAD,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(tmp_path)
    (tmp_path / "characters.json").write_text(json.dumps(CHARACTERS), "utf-8")
    return tmp_path


def test_one_character_is_one_token_and_long_text_is_cut() -> None:
    assert encode(CHARACTERS, "", "开会？", 64) == [BOS, CHARACTERS["开"], CHARACTERS["会"], UNKNOWN, EOS]
    under = encode(CHARACTERS, "发展", "开会", 64)
    assert under == [BOS, *(CHARACTERS[c] for c in "发展"), EOS, *(CHARACTERS[c] for c in "开会"), EOS]
    assert len(encode(CHARACTERS, "发" * 500, "开" * 500, 64)) == 64


def test_only_single_characters_of_reports_are_kept() -> None:
    assert all(map(is_kept, "党A7《、▁"))
    assert not any(map(is_kept, ["党员", "é", "，", "<s>", "あ"]))


def test_padding_changes_no_scores(folder: Path) -> None:
    model = AreaEncoder(folder).eval()
    alone = encode(CHARACTERS, "", "全年发展党员名。", 64)
    with torch.no_grad():
        first = model(torch.tensor([alone]))
        second = model(torch.tensor(padded([alone, [*alone, *alone]])))[:1]
    assert torch.allclose(first, second, atol=1e-5)


def test_a_few_steps_lower_the_loss(folder: Path) -> None:
    model = AreaEncoder(folder)
    rows = prototypes()[:96]

    def loss() -> Any:
        from reportnlp.findings import AREAS

        gold = torch.tensor([AREAS.index(row.area) for row in rows])  # type: ignore[arg-type]
        return torch.nn.functional.cross_entropy(torch.from_numpy(scores(model, rows)), gold).item()

    before = loss()
    fine_tune(model, rows, epochs=3, rate=1e-3)
    assert loss() < before
