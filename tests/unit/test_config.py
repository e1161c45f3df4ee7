from pathlib import Path

import pytest

from reportnlp.config import Settings, load_settings
from reportnlp.errors import SettingsError


@pytest.fixture(autouse=True)
def no_user_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("APPDATA", raising=False)


def test_flags_beat_the_project_file_which_beats_the_users(tmp_path: Path) -> None:
    (tmp_path / "home/reportnlp").mkdir(parents=True)
    (tmp_path / "home/reportnlp/reportnlp.toml").write_text('ignore = ["PU"]\nlang = "en"\nperiod = 2021', "utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.reportnlp]\nperiod = "2022"\nmin-confidence = 0.5', "utf-8")
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    loaded = load_settings(inner, {"min_confidence": 0.7, "select": None})
    assert loaded.settings == Settings(ignore=("PU",), lang="en", period="2022", min_confidence=0.7)
    assert loaded.origins["min_confidence"] == "命令行"
    assert loaded.origins["period"].endswith("pyproject.toml")
    assert loaded.origins["lang"].endswith("reportnlp.toml")
    assert loaded.origins["fail_on"] == "默认"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ingore = []", "ignore"),
        ("min-confidence = 2", "0 到 1"),
        ("min-confidence = true", "0 到 1"),
        ('fail-on = "never"', "error、warning、advice"),
        ("select = 3", "规则代码"),
        ('period = "23"', "四位数"),
        ("= 3", "不是合法的 TOML"),
    ],
)
def test_a_wrong_line_is_named_with_what_would_fit(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "reportnlp.toml").write_text(line, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert words in caught.value.zh
    assert "reportnlp.toml" in caught.value.zh


def test_words_of_one_flag_may_be_separated_by_commas(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"select": ["PH,TY001", "PU"]}).settings.select == ("PH", "TY001", "PU")


def test_a_project_file_of_another_kind_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("tool = 1  # [tool.reportnlp]", "utf-8")
    assert load_settings(tmp_path).settings == Settings()
