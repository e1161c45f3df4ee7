"""TY002: a word of two to four characters typed twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.tokens import tokenize

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_DOUBLED = re.compile(r"([一-龥]{2,4}?)\1")
_AROUND = 10  # characters on either side that decide where words end
_NEVER_START = "很大好更最真多太一又"
_NOT_AFTER = frozenset("该应能可想抓得《“PDFA")  # 该整合整合、能取消取消、《长征长征》
_NOT_BEFORE = frozenset("长员》”")
_SPOKEN = frozenset(
    "研究 讨论 商量 体验 反省 学习 锻炼 了解 打听 休息 考虑 感受 介绍 交流 高兴 反映 唠叨 说道 欢迎 体会 琢磨 比较 表示 检查 "
    "教育 帮助 指导 调研 观察 收拾 打扫 整理 参观 练习 熟悉 总结 思考 谈谈 看看 非常 很多 很好 许多 十分 特别 太多 好好 "
    "向前 加油 祖国 国旗 人民 创新 实干 落实 务实 仔细 精准 苦干 担当 坚持 实践 努力 奋斗 团结 胜利 谢谢 慢慢 走着 说着 "
    "组织 政府 部门 委员会 南亚 苏丹 北疆 蒙古 哔哩 咔嚓 逐步 轻松 整个 普及 条令 具体 反复 现代 师团 以物 逐条 逐项 逐个 监督".split()
)


def find(context: Context) -> Iterator[Hit]:
    """Two equal words side by side that are no reduplication, no slogan and no meeting of two words."""
    text = context.text
    for match in _DOUBLED.finditer(text):
        word = match[1]
        if word[0] in _NEVER_START or len(set(word)) == 1 or text.startswith(("再", word[0]), match.end()):
            continue
        if word in _SPOKEN and not text.startswith("的", match.end()):
            continue
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if before == after == "是":  # 气质是粗犷粗犷是……
            continue
        if before in _NOT_AFTER or after in _NOT_BEFORE or (after in "，," and before in "。，；：\n"):
            continue
        window = Span(max(0, match.start() - _AROUND), min(len(text), match.end() + _AROUND))
        tokens = [token.span for token in tokenize(text, window) if match.start() <= token.span.start < match.end()]
        middle = match.start() + len(word)
        if tokens == [Span(match.start(), middle), Span(middle, match.end())]:
            yield Hit(Span(*match.span()), (word,))
