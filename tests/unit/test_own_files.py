"""Files of a unit's own that are saved while a program runs: the next check reads them anew."""

import shutil
from pathlib import Path

from reportnlp import Settings
from reportnlp.analysis.own_areas import load_taxonomy
from reportnlp.analysis.roster import load_roster, load_terms
from reportnlp.lsp.checking import check_text

OWN = Path(__file__).parents[2] / "corpora" / "own_areas" / "areas.yaml"
MODELS = Path(__file__).parents[2] / "models"
TEXT = "清河水务公司2023年工作总结\n一、抓学习\n公司党委举办读书班两期，班组宣讲四十场。\n"


def areas_told(folder: Path) -> set[str]:
    report = check_text(TEXT, folder / "总结.txt", markdown=False).report
    assert report is not None
    return {row.area for row in report.areas}


def test_what_was_saved_is_read_anew_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("姓名,职务\n杜家毫,书记\n", "utf-8")
    first = load_roster(str(path))
    assert load_roster(str(path)) is first
    path.write_text("姓名,职务\n杜家豪,主任书记\n", "utf-8")
    assert load_roster(str(path)).entries[0].name == "杜家豪"
    path.write_text("网格员\n", "utf-8")
    assert load_terms(str(path)) == ("网格员",)
    path.write_text("网格员\n楼栋长\n", "utf-8")
    assert load_terms(str(path)) == ("网格员", "楼栋长")
    assert load_taxonomy() is load_taxonomy()


def test_an_editor_sees_the_areas_as_they_are_now(tmp_path: Path) -> None:
    (tmp_path / "reportnlp.toml").write_text('areas = "领域.yaml"\n', "utf-8")
    own = OWN.read_text("utf-8")
    (tmp_path / "领域.yaml").write_text(own, "utf-8")
    assert areas_told(tmp_path) == {"思想建设"}
    (tmp_path / "领域.yaml").write_text(own.replace("思想建设:", "学习教育:"), "utf-8")
    assert areas_told(tmp_path) == {"学习教育"}


def test_all_files_that_a_check_depends_on(tmp_path: Path) -> None:
    names = ("areas", "measures", "profile", "roster", "dictionary")
    settings = Settings(**{name: str(tmp_path / name) for name in names})  # type: ignore[arg-type]
    assert {path.name for path in settings.files} == set(names)
    (tmp_path / "areas").mkdir()
    assert tmp_path / "areas" / "manifest.json" in settings.files


def test_an_editor_sees_another_model_once_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "reportnlp.toml").write_text('models = "模型"\n', "utf-8")

    def skipped() -> set[str]:
        report = check_text(TEXT, tmp_path / "总结.txt", markdown=False).report
        assert report is not None
        return {why for _, why in report.skipped_rules if "speller" in why}

    assert skipped() == {"没有找到模型 speller，未检查。"}
    copied = tmp_path / "模型" / "speller"
    shutil.copytree(MODELS / "speller", copied)
    assert skipped() == set()
    manifest = copied / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"quick": "', '"quick": "x'), "utf-8")
    [why] = skipped()
    assert "已损坏" in why
