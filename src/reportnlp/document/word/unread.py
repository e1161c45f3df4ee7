"""Says what a Word file holds and its text lacks, and what in it was left alone on purpose."""

from __future__ import annotations

from collections import Counter

from reportnlp.document.word.guard import Package
from reportnlp.document.word.survey import Survey
from reportnlp.document.word.tags import FALLBACK

# By kind of relationship or of element: what it is, with its number.
_SENTENCES = {
    "aFChunk": "文中嵌入了 {} 个其他格式的片段（altChunk），其中的文字没有读。",
    "subDocument": "文中引用了 {} 个子文档，其中的文字没有读。",
    "chart": "文中有 {} 个图表，图表里的文字没有读。",
    "diagramData": "文中有 {} 个 SmartArt 图形，其中的文字没有读。",
    "object": "文中嵌入了 {} 个对象（工作表、公式等），其中的文字没有读。",
    "control": "文中有 {} 个 ActiveX 控件，其中的文字没有读。",
    "maths": "文中有 {} 个公式，公式没有读。",
    "word art": "文中有 {} 处艺术字或水印，其中的文字没有读。",
    "external": "文中有 {} 处指向文件以外的图片、模板或对象，没有打开。",
    "dde": "文中有 {} 个动态数据域（DDE），没有运行。",
}
_KINDS = {"package": "object", "oleObject": "object", "chartEx": "chart"}
_QUIET_LINKS = ("hyperlink",)  # leading outside is what they are for
_DDE = ("DDE", "DDEAUTO")


class Unread:
    """Counts, part by part, what is not read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._counts: Counter[str] = Counter()

    def look_at(self, name: str, looked: Survey) -> None:
        """Count what the part called ``name`` and its links hold."""
        for link in self._package.relationships(name):
            kind = _KINDS.get(link.kind, link.kind)
            if kind in _SENTENCES and (link.target or link.external):
                self._counts[kind] += 1
            elif link.external and kind not in _QUIET_LINKS:
                self._counts["external"] += 1
            elif link.kind == "settings" and link.target:
                links = self._package.relationships(link.target)
                self._counts["external"] += sum(row.kind == "attachedTemplate" and row.external for row in links)
        self._counts["maths"] += len(looked.others.get("oMath", ()))
        for path in looked.others.get("textpath", ()):
            self._counts["word art"] += bool(path.get("string")) and next(path.iterancestors(FALLBACK), None) is None
        for code in looked.others.get("instrText", ()):
            self._counts["dde"] += (code.text or "").split(maxsplit=1)[:1] in ([word] for word in _DDE)

    def sentences(self) -> tuple[str, ...]:
        """One sentence each; first what kind of file it is."""
        package = self._package
        kind = package.content_type(package.main)
        told = []
        if "macroEnabled" in kind or any(link.kind == "vbaProject" for link in package.relationships(package.main)):
            told.append("这是启用宏的文档，宏没有运行。")
        if "template" in kind:
            told.append("这是 Word 模板，不是普通文档。")
        return (
            *told,
            *(sentence.format(self._counts[key]) for key, sentence in _SENTENCES.items() if self._counts[key]),
        )
