"""Names of the elements and attributes that are looked at, in the namespace that a part uses."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE = MC + "AlternateContent"
CHOICE = MC + "Choice"
FALLBACK = MC + "Fallback"


class Tags:
    """Full names of WordprocessingML elements: ``tags.p`` is {namespace}p.

    Files use the Transitional or the Strict namespace; ``prefix`` is the one in braces.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.p = prefix + "p"
        self.r = prefix + "r"
        self.t = prefix + "t"
        self.tab = prefix + "tab"
        self.positioned_tab = prefix + "ptab"
        self.br = prefix + "br"
        self.cr = prefix + "cr"
        self.hyphen = prefix + "noBreakHyphen"
        self.symbol = prefix + "sym"
        self.field_mark = prefix + "fldChar"
        self.box = prefix + "txbxContent"
        self.table = prefix + "tbl"
        self.row = prefix + "tr"
        self.cell = prefix + "tc"
        self.deletion = prefix + "del"
        self.move_from = prefix + "moveFrom"
        self.ruby_text = prefix + "rt"
        self.paragraph_properties = prefix + "pPr"
        self.run_properties = prefix + "rPr"
        self.style = prefix + "pStyle"
        self.numbering = prefix + "numPr"
        self.outline = prefix + "outlineLvl"
        self.val = prefix + "val"
        self.insertion = prefix + "ins"
        self.move_to = prefix + "moveTo"
        self.deleted_text = prefix + "delText"
        self.instruction = prefix + "instrText"
        self.simple_field = prefix + "fldSimple"
        self.comment_start = prefix + "commentRangeStart"
        self.comment_end = prefix + "commentRangeEnd"
        self.comment_reference = prefix + "commentReference"
        self.vanish = prefix + "vanish"
        self.author = prefix + "author"
        self.id = prefix + "id"
        self.gone = frozenset((self.deletion, self.move_from, self.ruby_text))

    def named(self, name: str) -> str:
        """Full name of any other element or attribute."""
        return self.prefix + name

    def value(self, parent: etree._Element | None, name: str) -> str | None:
        """The w:val of a child element; None without the child, "" when it has no value."""
        child = None if parent is None else parent.find(self.prefix + name)
        return None if child is None else str(child.get(self.val, ""))

    def switch(self, parent: etree._Element | None, name: str) -> bool | None:
        """Whether a child element that is on or off is on; None without it."""
        value = self.value(parent, name)
        return None if value is None else value not in ("0", "false", "off")

    def number(self, parent: etree._Element | None, name: str) -> int | None:
        """The w:val of a child element as a number; None without one."""
        return whole_number(self.value(parent, name))


def tags_of(root: etree._Element) -> Tags:
    """The names in the namespace of a part's root element."""
    return _tags(str(root.tag).rpartition("}")[0] + "}")


def whole_number(text: str | None) -> int | None:
    """The number that an attribute holds; None for anything else and for more than nine digits."""
    if text is None or len(text) > 9 or not text.removeprefix("-").isdecimal():
        return None
    return int(text)


@lru_cache(maxsize=4)
def _tags(prefix: str) -> Tags:
    return Tags(prefix)
