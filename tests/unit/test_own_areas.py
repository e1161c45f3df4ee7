"""A unit's own work areas: the file that describes them, training, and what uses them. All sentences are made up."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from reportnlp import Settings, from_text
from reportnlp.analysis.area_model import load_area_model
from reportnlp.analysis.area_training import Labelled, train
from reportnlp.analysis.areas import predict_areas
from reportnlp.analysis.context import Context
from reportnlp.analysis.own_areas import load_taxonomy, read_areas
from reportnlp.batch.overview import overview
from reportnlp.batch.pages import render_index
from reportnlp.batch.runner import audit
from reportnlp.batch.sheets import sheets_of
from reportnlp.batch.store import Store
from reportnlp.batch.task import Job
from reportnlp.cli.main import main
from reportnlp.engine import Checker
from reportnlp.errors import SettingsError
from reportnlp.findings import AREAS

OWN = Path(__file__).parents[2] / "corpora" / "own_areas"
REPORT = """清河水务公司2023年党建工作总结
一、抓学习
公司党委举办读书班两期，班组宣讲四十场。
二、抓制度
修订采购办法，把漏洞一个个堵住，职工说好。
三、抓供水
更换管网12公里，漏损率降到9%。
四、存在问题
学习还不够深。"""


def own_rows() -> list[Labelled]:
    rows = map(json.loads, (OWN / "labels.jsonl").read_text("utf-8").splitlines())
    return [Labelled(row["text"], row["area"], row["heading"], row["source"]) for row in rows]


def own_file(folder: Path, text: str) -> str:
    path = folder / "areas.yaml"
    path.write_text(text, "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("areas") / "mine"
    labels = str(OWN / "labels.jsonl")
    assert main(["areas", "train", labels, "--areas", str(OWN / "areas.yaml"), "-o", str(folder)]) == 0
    return folder


def test_without_training_words_descriptions_and_headings_tell(tmp_path: Path) -> None:
    path = own_file(
        tmp_path, "思想建设: {words: [读书班]}\n制度建设: {description: 修订管理办法}\n供水: {like: [服务大局]}\n"
    )
    found = predict_areas(Context(from_text(REPORT), areas=path))
    assert [row.area for row in found] == ["思想建设", "制度建设", "供水", "其他"]
    assert list(found[0].scores) == ["思想建设", "制度建设", "供水", "其他"]
    assert sum(found[0].scores.values()) == pytest.approx(1)


def test_words_of_a_similar_area_of_the_package_come_along(tmp_path: Path) -> None:
    text = "党支部按期换届，发展党员3名。"
    alone = own_file(tmp_path, "队伍: {}\n业务: {}\n")
    assert predict_areas(Context(from_text(text), areas=alone))[0].area == "其他"
    (tmp_path / "like").mkdir()
    like = own_file(tmp_path / "like", "队伍: {like: [组织建设]}\n业务: {}\n")
    assert predict_areas(Context(from_text(text), areas=like))[0].area == "队伍"


def test_training_beats_words_alone_on_sources_never_learnt() -> None:
    rows = own_rows()
    described = read_areas(OWN / "areas.yaml")
    taxonomy = load_taxonomy(str(OWN / "areas.yaml"))
    _, held = train(rows, described, taxonomy, load_area_model(None).rarity)
    learnt = sum(row.area == given for row, given in zip(rows, held.given, strict=True)) / len(rows)
    contexts = (Context(from_text(row.text), areas=str(OWN / "areas.yaml")) for row in rows)
    words = sum(row.area == predict_areas(own)[0].area for row, own in zip(rows, contexts, strict=True)) / len(rows)
    assert learnt > words + 0.05
    assert abs(sum(held.confidence) / len(rows) - learnt) < 0.1


def test_a_trained_folder_tells_areas_and_says_why(trained: Path) -> None:
    report = Checker(Settings(areas=str(trained))).check(from_text(REPORT))
    assert [row.area for row in report.areas] == ["思想建设", "制度建设", "业务工作", "其他"]
    assert any(why.source == "model" and "读书班" in why.note for why in report.areas[0].evidence)
    assert report.area_names == ("思想建设", "制度建设", "队伍建设", "业务工作", "其他")
    assert all("出错" not in why for _, why in report.skipped_rules)
    assert {claim.area for claim in report.claims} <= {*report.area_names, None}
    standard = Checker().check(from_text(REPORT))
    assert {row.area for row in standard.areas} <= set(AREAS)


def test_rules_on_areas_speak_of_the_users_own(trained: Path) -> None:
    lacking = REPORT.replace("三、抓供水", "三、业务工作")
    report = Checker(Settings(areas=str(trained), select=("ST010",))).check(from_text(lacking))
    assert ["队伍建设" in finding.message for finding in report.findings] == [True]


def test_expected_figures_come_from_the_similar_area(trained: Path) -> None:
    text = "水务公司2023年工作总结\n一、思想建设\n公司党委带领大家坚持集体学习，交流各自的心得体会，不断提高思想认识，大家都说收获很大。\n"
    text += "二、业务工作\n更换管网12公里。"
    report = Checker(Settings(areas=str(trained), select=("MD001",))).check(from_text(text))
    assert ["思想建设" in finding.message for finding in report.findings] == [True]


def test_training_again_replaces_only_a_folder_of_its_own(trained: Path, tmp_path: Path) -> None:
    arguments = ["areas", "train", str(OWN / "labels.jsonl"), "-o"]
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("keep", "utf-8")
    assert main([*arguments, str(other)]) == 2
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    assert main([*arguments, str(trained), "--areas", str(trained)]) == 0
    assert [path for path in trained.parent.iterdir() if path.name.startswith(".")] == []


def test_a_damaged_folder_is_said_and_words_decide(trained: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "mine"
    shutil.copytree(trained, folder)
    data = bytearray((folder / "weights.npy").read_bytes())
    data[-1] ^= 1
    (folder / "weights.npy").write_bytes(data)
    report = Checker(Settings(areas=str(folder))).check(from_text(REPORT))
    assert "weights.npy" in dict(report.skipped_rules)["areas"]
    assert report.areas[0].area == "思想建设"


def test_doctor_says_which_model_tells_areas(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for place, said in ((trained, "完好"), (OWN / "areas.yaml", "未训练")):
        Path("reportnlp.toml").write_text(f"areas = '{place}'", "utf-8")
        main(["doctor"])
        row = next(line for line in capsys.readouterr().out.splitlines() if "领域模型" in line)
        assert said in row
        assert str(place) in row


def test_an_audit_shows_the_users_own_areas(trained: Path, tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(REPORT, "utf-8")
    settings = Settings(areas=str(trained))
    audit([str(tmp_path / "甲.txt")], tmp_path / "out", Job(settings))
    with closing(Store(tmp_path / "out")) as store:
        found = overview(store)
        assert found.areas == ("思想建设", "制度建设", "队伍建设", "业务工作", "其他")
        assert [heat["业务工作"].paragraphs for heat in found.heat.values()] == [1]
        assert "业务工作" in render_index(found)
        heat = next(sheet for sheet in sheets_of(store, found) if sheet.title == "单位与领域")
        assert [row[1] for row in heat.rows] == list(found.areas)
    assert Job(settings).version != Job(Settings()).version


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("思想: {}\n", "2 到 20"),
        ("- 思想\n- 制度\n", "2 到 20"),
        ("思想: [\n", "YAML"),
        ("思想: {wrods: [学]}\n制度: {}\n", "wrods"),
        ("思想: {words: 学习}\n制度: {}\n", "一列词"),
        ("思想: {description: [1]}\n制度: {}\n", "一句话"),
        ("思想: {like: [经济]}\n制度: {}\n", "经济"),
        ("思想: {words: [学]}\n制度: {words: [学]}\n", "两次"),
        ("其他: {}\n制度: {}\n业务: {}\n", "其他"),
        ("思想: 5\n制度: {}\n", "写法"),
        ("1: {}\n制度: {}\n", "文字"),
    ],
)
def test_a_bad_file_of_areas_is_one_sentence(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why) as caught:
        Checker(Settings(areas=own_file(tmp_path, text)))
    assert caught.value.zh.endswith("。")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("不是 JSON\n", "第 1 行"),
        ('{"text": "学", "area": "甲"}\n[1]\n', "第 2 行"),
        ('{"text": "", "area": "甲"}\n', "缺少"),
        ('{"text": 5, "area": "甲"}\n', "文字"),
        ("", "0 个领域"),
        ('{"text": "学", "area": "甲"}\n' * 4, "1 个领域"),
        ('{"text": "学", "area": "甲"}\n' * 4 + '{"text": "干", "area": "乙"}\n', "只有 1 段"),
        ("[" * 100_000, "第 1 行"),
    ],
)
def test_bad_labels_are_one_sentence_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, why: str
) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text(content, "utf-8")
    assert main(["areas", "train", str(labels), "-o", str(tmp_path / "mine")]) == 2
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["train", "没有.jsonl", "-o", "x"], "核对路径"),
        (["train", str(OWN / "labels.jsonl")], "-o"),
        (["train", str(OWN / "areas.yaml"), "-o", "x"], "JSON"),
        (["甲.txt", "乙.txt"], "一次只标一份"),
        (["甲.txt", "--areas", "没有.yaml"], "核对路径"),
    ],
)
def test_wrong_calls_are_one_sentence(
    arguments: list[str], why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("甲.txt").write_text("开了会。", "utf-8")
    assert main(["areas", *arguments]) == 2
    assert why in capsys.readouterr().err
    assert not Path("x").exists()


def test_labels_of_an_area_that_the_file_lacks_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own_file(tmp_path, "思想建设: {}\n制度建设: {}\n")
    arguments = ["areas", "train", str(OWN / "labels.jsonl"), "--areas", path, "-o", str(tmp_path / "mine")]
    assert main(arguments) == 2
    assert "“队伍建设”不在领域文件里" in capsys.readouterr().err
