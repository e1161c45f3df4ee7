"""What the editor says about marks that could not stand where they were asked for."""

from __future__ import annotations

from collections import Counter

from reportnlp.document.model import Part
from reportnlp.document.word.fences import Reason

Sentence = tuple[str, str]

OPENING = "以下各处不能就地加批注，写在这里："
SIGNED: Sentence = (
    "原文件带有数字签名，改动以后签名失效。",
    "The file is digitally signed; the signature does not hold for the copy.",
)
_PARTS: dict[Part, str] = {
    "header": "页眉",
    "footer": "页脚",
    "footnote": "脚注",
    "endnote": "尾注",
    "textbox": "文本框",
    "table": "表格",
}
_COMMENTS: dict[Reason, Sentence] = {
    "margin": ("在页眉或页脚里，批注写在正文第一段", "in a header or footer: the comment is on the first paragraph"),
    "note": ("在脚注或尾注里，批注加在正文的注号上", "in a note: the comment is on its mark in the body"),
    "field": (
        "在域（目录、引用等）里，批注加在整个域上，跨段的写在正文第一段",
        "in a field: the comment is on the whole field, or on the first paragraph",
    ),
    "control": (
        "在内容控件里，批注加在整个控件上，跨段的写在正文第一段",
        "in a content control: the comment is on the whole control, or on the first paragraph",
    ),
    "box": ("在文本框里，批注加在文本框所在的位置", "in a text box: the comment is where the box is anchored"),
    "content": ("在注音一类的对象里，批注加在整个对象上", "in a ruby or the like: the comment is on the whole of it"),
}
_CHANGES: dict[Reason, Sentence] = {
    "protected": ("文档受保护", "the document is protected"),
    "field": ("在域（目录、引用等）里", "in a field"),
    "control": ("在内容控件里", "in a content control"),
    "revision": ("与他人的修订重叠", "overlaps a tracked change"),
    "row": ("在修订中的表格行里", "in a table row that is itself a tracked change"),
    "box": ("在文本框里，其备用副本与它不一致", "in a text box whose copy differs"),
    "content": ("夹有图片、脚注、注音等，不能拆开", "holds a picture, a note or the like"),
}


def sentences(comments: Counter[Reason], changes: Counter[Reason]) -> tuple[Sentence, ...]:
    """One sentence for each reason for which comments were moved or changes not made."""
    rows = [(count, *_COMMENTS[reason]) for reason, count in comments.items() if reason in _COMMENTS]
    moved = [(f"{count} 处{zh}。", f"{count} × {en}.") for count, zh, en in rows]
    rows = [(count, *_CHANGES[reason]) for reason, count in changes.items() if reason in _CHANGES and count]
    refused = [(f"{count} 处{zh}，没有修改，请手工处理。", f"{count} × {en}: not changed.") for count, zh, en in rows]
    return (*moved, *refused)


def shown_part(part: Part) -> str:
    """The name of a part for people."""
    return _PARTS.get(part, "正文")
