"""Blanks between Chinese characters or next to Chinese marks inside a running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.document.headings import number_label
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_HAN = "\u3400-\u9fff"
_SPACE = re.compile(rf"[ \u00a0\u3000]++(?=[{_HAN}，。；：、！？”’）》】“‘（《【0-9A-Za-z])")
_CHINESE = re.compile(rf"[{_HAN}，。；：、！？”’）》】“‘（《【]")
_MARKS = "，。；：、！？"
_RUNNING = re.compile(r"[。！？]")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NAME = re.compile(rf"[{_SURNAMES}][ \u00a0\u3000]++[{_HAN}](?:等|同志|(?![{_HAN}]))")
_MEASURES = "次场个期名件份起条户项支家人位篇处张对组批万千元天部座台套本册间门亩"
_SHORT = 40
_QUOTED = 80  # a slogan or a title is hardly longer
_OPENING = re.compile(r"第[一二三四五六七八九十百零]+[条章节款编篇]$|日电$")  # 第三条 …, 新华社北京3日电 …


def find(context: Context) -> Iterator[Hit]:
    """Each such run of blanks, to be deleted."""
    text = context.text
    last = None
    running = False
    for match in _SPACE.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 1) : start], text[end]
        chinese = _CHINESE.match(before) and _CHINESE.match(after)
        if not before or before == "\n" or not (chinese or before in _MARKS or after in _MARKS):
            continue
        paragraph = context.paragraph_at(start)
        if paragraph is not last:
            last = paragraph
            running = paragraph.part == "body" and _is_running_text(text, paragraph.span)
        if not running or start <= paragraph.span.start:
            continue
        if end - start > 1 and text[end] in _MEASURES:
            continue  # a blank to be filled in
        if text[start - 1] in "条章节款编篇电" and _OPENING.search(text, max(0, start - 9), start):
            continue
        if _NAME.match(text, start - 1) or _in_quotes(text, paragraph.span, start):
            continue
        label = number_label(text, paragraph)
        if label and start < paragraph.span.start + label.length:
            continue
        yield Hit(Span(start, end), ("",))


def _is_running_text(text: str, paragraph: Span) -> bool:
    """Whether the paragraph is made of sentences: heads, titles and signature lines are laid out with blanks."""
    return paragraph.length > _SHORT and _RUNNING.search(text, *paragraph) is not None


def _in_quotes(text: str, paragraph: Span, position: int) -> bool:
    """Whether a slogan or a title stands around the blank: there it may take the place of a mark."""
    start = max(paragraph.start, position - _QUOTED)
    return any(
        text.rfind(opening, start, position) > text.rfind(closing, start, position)
        for opening, closing in ("“”", "《》", "（）")
    )
