"""Words for what the records hold: counts with their measure words, sums, names and single events."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from reportnlp.analysis.wording import role
from reportnlp.draft.model import NOTHING, Piece, Source, Words, filled, joined
from reportnlp.findings import ActivityRecord, Bound, RecordFigure, RecordSource
from reportnlp.records.kinds import activity_of
from reportnlp.records.names import words
from reportnlp.text.mentions import find_mentions
from reportnlp.text.quantities import find_quantities
from reportnlp.text.tokens import tokenize

_MOST_RESULTS = 3  # kinds of result in one sentence
_MOST_NAMES = 4
_LONGEST_NAME = 16  # in a list
_LONGEST = 30
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,12}")
_ODD = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9“”《》（）‘’、·—\-+%]|[XxＸ×]{2,}|[、—\-]{2,}|^[、·—\-+%]|[、·—\-+]$")
_EVENT_ENDS = (
    "会", "活动", "课", "班", "讲座", "培训", "服务", "行动", "党日", "检查", "整治", "调解", "宣讲", "研讨", "学习", "演练",
    "展演", "谈话", "教育", "演出", "比赛", "集市", "义诊", "接待", "巡查", "督查", "宣传", "讲堂", "家宴", "节",
)  # fmt: skip
_VERBS = (
    ("培训", "举办", "期"),
    ("班", "举办", "期"),
    ("会议", "召开", "次"),
    ("大会", "召开", "次"),
    ("座谈会", "召开", "次"),
)
_GENERAL_VERBS = frozenset(("开展", "组织", "举办", "召开", "举行"))


class Way(NamedTuple):
    """How reports speak of a type of activity: verb before it, word after it, measure word, the word for a head-count."""

    verb: str
    tail: str
    unit: str
    attend: str


def way_of(kind: str) -> Way:
    """The way of a type; unknown ones by how their name ends."""
    known = activity_of(kind)
    if known is not None and known.kind == kind:
        verb, unit, attend = known.verb, known.unit, known.attend
    else:
        verb, unit = next(((verb, unit) for end, verb, unit in _VERBS if kind.endswith(end)), ("开展", "次"))
        attend = "参加" if known is None else known.attend
    starts = kind[:2] in role("action") and kind[:2] not in ("宣讲", "培训", "学习", "研讨", "谈话")
    tail = "工作" if verb and starts and not kind.endswith(_EVENT_ENDS) else ""
    return Way(verb, tail, unit, attend)


def did(kind: str, records: Sequence[ActivityRecord]) -> Words:
    """开展主题党日, 走访企业: the verb and the type, which the records name."""
    way = way_of(kind)
    piece = Piece(kind, Source("活动类别", _sources(records)))
    return filled("{verb}{kind}{tail}", {"verb": way.verb, "kind": piece, "tail": way.tail})


def written(value: float) -> str:
    """A figure in digits."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def count_of(records: Sequence[ActivityRecord], unit: str) -> Piece:
    """How often an activity took place."""
    total = sum(record.times for record in records)
    return Piece(f"{written(total)}{unit}", Source("记录计数", tuple(record.source for record in records)))


def turnout_of(records: Sequence[ActivityRecord], attend: str) -> Words:
    """，参加321人次; a gap where a row lacks its head-count; nothing where reports give none."""
    if attend == "-" or all(record.people is None for record in records):
        return NOTHING
    missing = tuple(record.source for record in records if record.people is None)
    if missing:
        rows = "、".join(str(source.row) for source in missing[:8])
        gap = Piece("【待补：参加人数】", Source(f"第{rows}行{'等' if len(missing) > 8 else ''}没有填参加人数", ()))
        return filled(f"，{attend}{{people}}人次", {"people": gap})
    people = [record.people for record in records if record.people]
    figure = _sum(people, "人次" if len(records) > 1 else people[0].unit)
    piece = Piece(figure, Source("参加人数合计" if len(records) > 1 else "参加人数", _sources(records)))
    return filled("，{people}参加" if attend == "参加" else f"，{attend}{{people}}", {"people": piece})


def results_of(records: Sequence[ActivityRecord], left_out: frozenset[str] = frozenset()) -> Words:
    """，收到建议77条，化解纠纷5起: what the rows say came of it, the commonest first, but for labels in ``left_out``."""
    said: Counter[tuple[str, str]] = Counter()
    for record in records:
        told = ((figure.label, figure.unit) for figure in record.figures if _may_be_told(figure))
        said.update(dict.fromkeys(told).keys())  # in the order of the row: a set's differs from run to run
    parts: list[Words] = []
    labels: set[str] = set()
    for (label, unit), _ in said.most_common():
        if label in labels or label in left_out or len(parts) == _MOST_RESULTS:
            continue
        labels.add(label)
        rows = [record for record in records if any((row.label, row.unit) == (label, unit) for row in record.figures)]
        if any(row.label == label and row.unit != unit for record in records for row in record.figures):
            continue  # the same result in two units: no sum says it all
        figures = [row for record in rows for row in record.figures if row.label == label]
        piece = Piece(_sum(figures, unit), Source(f"{label}合计", _sources(rows)))
        parts.append(filled("，{label}{sum}", {"label": Piece(label, piece.source), "sum": piece}))
    return joined(parts)


def _may_be_told(figure: RecordFigure) -> bool:
    plain = _LABEL.fullmatch(figure.label) is not None and figure.unit != "" and figure.unit != "%"
    return plain and not find_quantities(figure.label, find_mentions(figure.label))


def _sum(figures: Sequence[RecordFigure], unit: str) -> str:
    """The sum in words that its least sure part allows."""
    total = sum(figure.value for figure in figures)
    bounds = {figure.bound for figure in figures} - {"exact"}
    spoken: dict[Bound, str] = {"over": "超过", "at_least": "超过", "about": "约", "under": "近"}
    before = "" if not bounds else spoken.get(min(bounds), "约") if len(bounds) == 1 else "约"
    scaled = unit.startswith("万") and len(unit) > 1
    if scaled or (unit == "元" and total >= 10_000 and total % 100 == 0):
        return f"{before}{written(total / 10_000)}万{unit.removeprefix('万')}"
    return f"{before}{written(total)}{unit}"


def _sources(records: Sequence[ActivityRecord]) -> tuple[RecordSource, ...]:
    return tuple(record.source for record in records)


def tellable(name: str) -> bool:
    """Whether a name may stand in a report: it holds no figure of its own and no sign of a gap."""
    plain = len(name) <= _LONGEST and _HAN.search(name) is not None and not _ODD.search(name)
    paired = all(name.count(left) == name.count(right) for left, right in ("“”", "《》", "（）", "‘’"))
    return plain and paired and not find_quantities(name, find_mentions(name))


def names_of(records: Sequence[ActivityRecord], kind: str) -> tuple[str, dict[str, Words | str]] | None:
    """What the activities of a type were about, and which sentence says it; None for fewer than two different names.

    themes: 植绿护绿、急救知识 (the type stands in every name); visited: 走访 · 安达物流、云帆科技 · 企业; names: whole names.
    """
    actions = {record.action for record in records}
    action = next(iter(actions)) if len(actions) == 1 else None
    sentence, values = "names", {}
    name_of: Callable[[ActivityRecord], str] = lambda record: record.name  # noqa: E731
    if action and kind.startswith(action):
        sentence, values = "visited", {"action": action, "noun": kind.removeprefix(action)}
        name_of = lambda record: record.object or ""  # noqa: E731
    elif all(record.name.endswith(kind) for record in records):
        sentence = "themes"
        name_of = lambda record: record.name.removesuffix(kind)  # noqa: E731
    listed = _listed(records, name_of)
    return None if listed is None else (sentence, {**values, "names": listed})


def _listed(records: Sequence[ActivityRecord], name_of: Callable[[ActivityRecord], str]) -> Words | None:
    """The commonest names, each with its rows; None for fewer than two that can be told."""
    by_name: dict[str, list[ActivityRecord]] = {}
    for record in records:
        name = name_of(record)
        if 2 <= len(name) <= _LONGEST_NAME and tellable(name):
            by_name.setdefault(name, []).append(record)
    often = sorted(by_name, key=lambda name: (-len(by_name[name]), name))[:_MOST_NAMES]
    pieces = [Piece(name, Source("活动名称", _sources(by_name[name]))) for name in often]
    if len(pieces) < 2:
        return None
    return joined([filled("、{name}" if place else "{name}", {"name": piece}) for place, piece in enumerate(pieces)])


def event_of(record: ActivityRecord, verb: str) -> Words:
    """举办“家门口”招聘会; 旁听职务犯罪庭审: a verb only where the name has none."""
    own_verb = record.name[:2] in _GENERAL_VERBS or (
        not record.name.endswith((record.kind, *_EVENT_ENDS)) and _is_verb(record.name)
    )
    before = "" if own_verb or record.action == record.kind[:2] else verb or "开展"
    return filled("{verb}{name}", {"verb": before, "name": Piece(record.name, Source("活动名称", (record.source,)))})


def _is_verb(name: str) -> bool:
    """Whether a name begins with a verb (旁听职务犯罪庭审)."""
    return name[:2] in words("opening") or next((token.tag[0] == "v" for token in tokenize(name)), False)
