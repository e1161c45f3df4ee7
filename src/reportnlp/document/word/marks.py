"""What stands on the text of a Word file besides the text: ranges of comments, tracked changes, hidden stretches."""

from __future__ import annotations

from reportnlp.document.model import Revision
from reportnlp.document.word.runs import Mark
from reportnlp.span import Span

_JOINED = 10_000  # characters; joining longer texts piece by piece would take long


class Marks:
    """Gathers marks in reading order; stretches of one kind and author that touch become one."""

    def __init__(self) -> None:
        self.revisions: list[Revision] = []
        self.hidden: list[Span] = []
        self._starts: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        self._references: dict[str, int] = {}

    def add(self, mark: Mark, offset: int) -> None:
        """Take over a mark of a paragraph that starts at ``offset`` in the text."""
        span = Span(offset + mark.start, offset + mark.end)
        if mark.kind == "comment start":
            self._starts.setdefault(mark.key, span.start)
        elif mark.kind == "comment end":
            self._ends[mark.key] = span.end
        elif mark.kind == "comment":
            self._references.setdefault(mark.key, span.start)
        elif mark.kind == "hidden":
            if self.hidden and self.hidden[-1].end == span.start:
                span = Span(self.hidden.pop().start, span.end)
            self.hidden.append(span)
        else:
            self._revise(Revision(mark.kind, mark.key, span, mark.text))

    def comment(self, key: str) -> Span | None:
        """What the comment of that id stands on; None where no text is marked with it."""
        start = self._starts.get(key, self._references.get(key))
        if start is None:
            return None
        return Span(start, max(start, self._ends.get(key, self._references.get(key, start))))

    def _revise(self, new: Revision) -> None:
        last = self.revisions[-1] if self.revisions else None
        if (
            last
            and (last.kind, last.author, bool(last.text)) == (new.kind, new.author, bool(new.text))
            and last.span.end == new.span.start
            and len(last.text) < _JOINED
        ):
            self.revisions.pop()
            new = Revision(new.kind, new.author, Span(last.span.start, new.span.end), last.text + new.text)
        self.revisions.append(new)
