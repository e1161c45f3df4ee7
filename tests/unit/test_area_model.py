"""The linear area model: its files, its features, what happens without it. All sentences are made up."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import reportnlp
from reportnlp import Settings
from reportnlp.analysis.area_features import BUCKETS, dense_size, features, grams
from reportnlp.analysis.area_model import load_area_model
from reportnlp.analysis.models import ModelError, model_folder
from reportnlp.analysis.taxonomy import standard
from reportnlp.engine import Checker, analyse
from reportnlp.findings import AREAS

TEXTS = ("全年发展党员9名。", "", "引进企业14家，招聘会6场。", "𠮷")


def test_grams_stay_inside_their_paragraph() -> None:
    found = grams(TEXTS, "text")
    ends = found.start + found.size
    assert all(end <= len(TEXTS[row]) for row, end in zip(found.row, ends, strict=True))
    alone = grams(TEXTS[2:3], "text")
    assert sorted(found.bucket[found.row == 2]) == sorted(alone.bucket)


def test_each_block_has_its_length_whatever_the_paragraph() -> None:
    rarity = np.ones(BUCKETS, np.float32)
    found = features(["抓支部"] * 4, TEXTS, rarity, standard())
    assert found.dense.shape == (4, dense_size(standard()))
    lengths = np.bincount(found.row, found.value.astype(float) ** 2, 4)
    assert lengths[0] == pytest.approx(1 + 0.25 + 1, abs=1e-5)
    assert lengths[1] == pytest.approx(1, abs=1e-5)  # the heading alone


def test_shares_add_up_and_do_not_depend_on_the_neighbours() -> None:
    model = load_area_model(None)
    together = model.shares([""] * 4, TEXTS)
    assert np.allclose(together.sum(1), 1)
    for index, text in enumerate(TEXTS):
        assert np.allclose(model.shares([""], [text])[0], together[index], atol=1e-6)


def test_the_heading_speaks_too() -> None:
    model = load_area_model(None)
    bare, under = model.shares(["", "加强党风廉政建设"], ["大家开了会，表了态。"] * 2)
    assert under[AREAS.index("正风肃纪")] > bare[AREAS.index("正风肃纪")]


def test_gains_point_at_the_words() -> None:
    text = "上午开会，下午廉政谈话。"
    gains = load_area_model(None).gains(text, [], AREAS.index("正风肃纪"))
    assert gains.shape == (len(text),)
    assert text.index("廉政") <= int(gains.argmax()) <= text.index("谈话") + 1


def test_without_the_model_words_decide_and_the_report_says_so(tmp_path: Path) -> None:
    settings = Settings(models=str(tmp_path))
    document = reportnlp.from_text("镇纪委立案3件，开展廉政谈话20人次。")
    report = analyse(document, settings)
    assert report.areas[0].area == "正风肃纪"
    assert report.areas[0].evidence[0].source == "words"
    assert [code for code, why in report.skipped_rules if "词表" in why] == ["areas"]
    assert "areas" in [code for code, _ in Checker(settings).check(document).skipped_rules]
    assert analyse(document).skipped_rules == ()


def test_a_damaged_model_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "areas"
    shutil.copytree(model_folder("areas"), folder)
    data = bytearray((folder / "weights.npy").read_bytes())
    data[-1] ^= 1
    (folder / "weights.npy").write_bytes(data)
    with pytest.raises(ModelError, match=r"weights\.npy"):
        load_area_model(str(tmp_path))


def test_numpy_is_only_imported_when_areas_are_asked_for() -> None:
    code = "import sys, reportnlp; reportnlp.from_text('一、抓学习'); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    code = (
        "import sys, reportnlp.cli.main as m; m.main(['areas', '-', '--format', 'json']); print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input="开了会。", capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip().endswith("False")
