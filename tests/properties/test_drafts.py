"""For any ledger: no figure of the draft lacks a record, and what it gives is what the rows say."""

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

import reportnlp
from reportnlp.draft.compose import Wish
from reportnlp.draft.drafting import DraftError, draft_report
from reportnlp.draft.model import Draft
from reportnlp.records.ledger import records_from
from reportnlp.records.reconcile import reconcile
from reportnlp.text.mentions import find_mentions
from reportnlp.text.quantities import find_quantities

YEAR = 2023
NAMES = (
    "植绿护绿主题党日", "走访云帆科技", "走访安达物流", "燃气安全检查", "观看警示教育片", "“家门口”招聘会", "5G技术培训班", "三八妇女节座谈会",
    "春季义诊", "微心愿认领", "3场联动宣讲", "学习贯彻党的二十大精神专题党课", "迎新春送福", "邻里纠纷调解", "志愿服务", "慰问老党员20人", "张三",
)  # fmt: skip
KINDS = (None, "主题党日", "走访企业", "志愿服务", "警示教育", "专题培训", "民生实事", "发展党员", "会议", "其他")
RESULTS = (
    "",
    "—",
    "发放资料{}份",
    "化解纠纷{}起，解决问题{}个",
    "{}户困难群众受益",
    "发放慰问金{}元",
    "约{}人满意",
    "提出要求{}条",
    "完成率{}%",
    "效果良好",
)
DAYS = st.dates(date(YEAR - 1, 11, 1), date(YEAR, 12, 31))


@st.composite
def row(draw: st.DrawFn) -> dict[str, object]:
    day = draw(DAYS)
    number = draw(st.integers(1, 20_000))
    people = draw(
        st.one_of(
            st.none(), st.integers(1, 500), st.sampled_from(("约50人", "30余人", "若干", "12 人", "8名", "全体党员"))
        )
    )
    habits = [
        f"{day.year}.{day.month}.{day.day}",
        f"{day.month}月{day.day}日",
        day.isoformat(),
        f"{day.month}月上旬",
        "第二季度",
        "",
        "另定",
    ]
    return {
        "日期": draw(st.sampled_from(habits)),
        "活动名称": draw(st.sampled_from(NAMES) | st.text("党员活动学习12、三个“”()A会", max_size=8)),
        "类别": draw(st.sampled_from(KINDS)),
        "地点": draw(st.sampled_from((None, "文化礼堂", "3号会议室", "广场"))),
        "参加人数": people,
        "成效": draw(st.sampled_from(RESULTS)).replace("{}", str(number)),
    }


def outside(draft: Draft, spans: list[tuple[int, int]]) -> str:
    """The text of a draft without what is bound to records or is a gap."""
    text = draft.text
    return "".join(
        "　" if any(start <= place < end for start, end in spans) else text[place] for place in range(len(text))
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(row(), min_size=1, max_size=14),
    st.integers(0, 9),
    st.sampled_from(("述职报告", "工作总结")),
    st.booleans(),
)
def test_no_figure_of_a_draft_lacks_a_record(
    rows: list[dict[str, object]], seed: int, kind: str, outline: bool
) -> None:
    ledger = records_from(rows, str(YEAR))
    try:
        draft = draft_report(ledger, Wish(kind=kind, period=str(YEAR), seed=seed, outline=outline))
    except DraftError as error:
        assert "台账里没有报告年度的记录" in error.zh  # a draft is only refused where there is nothing to write
        return
    spans = [(span.start, span.end) for span, _ in draft.figures]
    free = outside(draft, spans).replace(f"{YEAR}年", "")
    assert not re.search(r"[0-9]", free)
    assert find_quantities(free, find_mentions(free)) == ()
    for span, source in draft.figures:
        words = span.of(draft.text)
        assert all(1 <= place.row <= len(rows) for place in source.rows)
        if source.note == "记录计数" and words[0].isdigit():
            assert float(re.match("[0-9.]+", words)[0]) == len(source.rows)  # type: ignore[index]
    document = reportnlp.from_text(draft.text, str(YEAR))
    for checked in reconcile(document, ledger, str(YEAR)).claims:
        if "【待补" not in draft.text[max(0, checked.claim.span.start - 12) : checked.claim.span.end]:
            assert checked.verdict == "supported"


@settings(max_examples=25, deadline=None)
@given(st.lists(row(), min_size=4, max_size=10))
def test_another_seed_gives_the_same_figures(rows: list[dict[str, object]]) -> None:
    ledger = records_from(rows, str(YEAR))
    found = []
    for seed in (1, 2):
        try:
            draft = draft_report(ledger, Wish(period=str(YEAR), seed=seed))
        except DraftError:
            return
        figures = [
            (span.of(draft.text), source)
            for span, source in draft.figures
            if source.note == "记录计数" or source.note.endswith("合计")
        ]
        found.append(sorted(figures, key=repr))
    assert found[0] == found[1]
