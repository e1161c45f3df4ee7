"""Areas of paragraphs: headings, frame, words, tables. All sentences are made up."""

from __future__ import annotations

import math

import pytest

from reportnlp import from_text
from reportnlp.analysis.areas import predict_areas
from reportnlp.analysis.context import Context
from reportnlp.data import table
from reportnlp.document.model import Cell, Document, Paragraph
from reportnlp.findings import AREAS, AreaPrediction
from reportnlp.span import Span

REPORT = """柳河镇2022年党建工作总结
过去一年，柳河镇在县委坚强领导下埋头苦干。现将有关情况报告如下。
一、政治建设
镇党委安排大家读了几本书，写了二十篇笔记。
二、建强支部
大家的劲头比前年足，事情办得也快。
三、严守纪律
镇里开了三次会，把规矩讲清讲透。
四、保障民生
老张家的屋顶漏了三年，今年补好了。
五、存在的不足
党风廉政建设抓得不紧，发展党员不够均衡。
六、明年打算
继续抓好招商引资和理论学习。
以上报告，请批评指正。
柳河镇党委
2022年12月30日"""


def areas(text: str) -> list[AreaPrediction]:
    return list(predict_areas(Context(from_text(text))))


def area(text: str) -> str:
    return areas(text)[-1].area


def test_headings_decide_where_the_words_say_nothing() -> None:
    found = [prediction.area for prediction in areas(REPORT)]
    assert found == ["其他", "政治建设", "组织建设", "正风肃纪", "服务大局", *["其他"] * 5]


def test_frame_belongs_to_no_area_whatever_its_words() -> None:
    shortcoming = next(row for row in areas(REPORT) if "党风廉政" in row.span.of(REPORT))
    assert shortcoming.area == "其他"
    assert shortcoming.confidence > 0.9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("社区党委落实“第一议题”制度，理论学习中心组全年学习12次，宣讲覆盖8个小区。", "政治建设"),
        ("学校党总支组织教师开展党史学习教育，撰写心得体会60篇。", "政治建设"),
        ("企业党支部按期换届，发展党员3名，培养入党积极分子7名。", "组织建设"),
        ("村里的流动党员都编入了党小组，三会一课从不落下。", "组织建设"),
        ("机关纪委处置问题线索5件，提醒谈话11人次，给予党纪处分1人。", "正风肃纪"),
        ("严格执行中央八项规定精神，节前开展明察暗访，持续纠治“四风”。", "正风肃纪"),
        ("街道引进企业14家，举办招聘会6场，调解矛盾纠纷230起。", "服务大局"),
        ("老旧小区改造完工，加装电梯9部，为高龄老人送餐。", "服务大局"),
        ("尊敬的各位代表，感谢大家长期以来的支持。", "其他"),
        ("天上的云走得很慢。", "其他"),
    ],
)
def test_words_decide_without_headings(text: str, expected: str) -> None:
    assert area(text) == expected


def test_little_evidence_means_low_confidence() -> None:
    assert areas("天上的云走得很慢。")[0].confidence < 0.6


def test_scores_are_shares_and_evidence_points_at_the_words() -> None:
    text = "全年开展廉政教育4次，廉政谈话33人次。"
    prediction = areas(text)[0]
    assert set(prediction.scores) == set(AREAS)
    assert math.isclose(sum(prediction.scores.values()), 1.0)
    assert prediction.scores[prediction.area] == prediction.confidence
    evidence = prediction.evidence[0]
    assert evidence.source == "model"
    assert set(evidence.note.split("、")[:2]) == {"廉政教育", "廉政谈话"}
    assert evidence.span is not None
    assert evidence.span.of(text) == evidence.note.split("、")[0]


def test_heading_evidence_names_the_heading() -> None:
    evidence = areas(REPORT)[3].evidence[0]
    assert (evidence.source, evidence.note) == ("heading", "三、严守纪律")
    assert evidence.span is not None
    assert evidence.span.of(REPORT) == "严守纪律"


def test_nearest_heading_goes_before_the_one_above() -> None:
    text = "一、主要做法\n（一）狠抓作风建设\n开了四次会。\n（二）优化营商环境\n跑了九家厂。"
    assert [row.area for row in areas(text)] == ["正风肃纪", "服务大局"]


def test_vague_subheading_keeps_the_area_above() -> None:
    assert area("一、加强组织建设\n（一）注重学习\n请来了两位老师。") == "组织建设"


def test_run_in_heading_counts() -> None:
    assert area("一、主要做法\n（一）改进工作作风。全年开了五次会，大家都表了态。") == "正风肃纪"


def test_title_names_the_area_of_a_report_on_one_area() -> None:
    assert area("柳河镇党风廉政建设工作总结\n一、主要做法\n今年开了六次会，人人写了保证。") == "正风肃纪"
    assert area("柳河镇党风廉政建设工作总结\n一、优化营商环境\n今年开了六次会，人人写了保证。") == "服务大局"


def test_recap_of_several_areas_belongs_to_none() -> None:
    text = (
        "一、服务大局\n用数字说话，全年宣讲30场、发展党员9名、立案2件，件件都有着落。\n用数字说话，全年招商引资20家。"
    )
    assert [row.area for row in areas(text)] == ["其他", "服务大局"]


def test_typed_table_rows_are_judged_by_their_own_words() -> None:
    text = "一、作风建设\n有关情况见下表。\n名称\t数量\n警示教育\t6次\n招聘会\t4场\n其余\t2项"
    assert [row.area for row in areas(text)] == ["其他", "其他", "正风肃纪", "服务大局", "正风肃纪"]


def test_cells_share_the_evidence_of_their_row() -> None:
    cells = ["名称", "数量", "廉政谈话", "31人次", "发展党员", "8名"]
    paragraphs, start = [], 0
    for index, cell in enumerate(cells):
        span = Span(start, start + len(cell))
        paragraphs.append(Paragraph(span, part="table", cell=Cell(0, index // 2, index % 2)))
        start = span.end + 1
    document = Document("\n".join(cells), tuple(paragraphs), (), tables=1)
    found = [row.area for row in predict_areas(Context(document))]
    assert found == ["其他", "其他", "正风肃纪", "正风肃纪", "组织建设", "组织建设"]


def test_empty_document_has_no_areas() -> None:
    assert areas("") == []


def test_table_of_words_is_sound() -> None:
    rows = table("area_words.tsv")
    words = [row[0] for row in rows]
    assert len(words) == len(set(words))
    for label in AREAS:
        assert sum(row[1] == label for row in rows) >= 60
    for name in ("area_words.tsv", "area_headings.tsv"):
        assert all(row[1] in AREAS and float(row[2]) > 0 for row in table(name))
