"""Optional polish of a draft by a language model behind any OpenAI-compatible endpoint; what it adds is thrown away.

Nothing is sent anywhere unless an endpoint is given. A sentence of the model is taken only when every figure, date and name
in it stands in the draft's sentence, everything that the records gave to that sentence still stands in it, and no praise is new.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from reportnlp.draft.model import Draft, DraftParagraph, Sentence, Words
from reportnlp.errors import ReportnlpError, SettingsError, reason_of
from reportnlp.records.names import words as words_of
from reportnlp.span import Span
from reportnlp.text.mentions import find_mentions
from reportnlp.text.quantities import find_quantities
from reportnlp.text.tokens import tokenize

_SECONDS = 60  # for one paragraph
_MOST_BYTES = 1_000_000
_LONGER = 1.5  # a polished sentence is at most so many times as long
_NAME_TAGS = ("nr", "ns", "nt", "nz")
_QUOTED = re.compile(r"[“《‘「](.+?)[”》’」]")
_PLAIN = re.compile(r"[^\n【】\[\]{}<>]+。")
_FENCE = re.compile(r"^```\w*\n?|\n?```$")
_TASK = (
    "你是公文编辑。下面是一个 JSON 数组，每项是述职报告里的一句话。请逐句润色，使语句通顺、书面、简洁，不改变任何数字、日期、单位、地点、"
    "活动名称和人名，不增加事实、评价和成效。只输出同样长度的 JSON 字符串数组，不要解释。"
)


class Endpoint(NamedTuple):
    """Where the model answers: the address up to and including /v1, the model's name, a key ("" for none)."""

    url: str
    model: str
    key: str = ""


def polished(draft: Draft, endpoint: Endpoint, passes: Callable[[Draft], Sequence[Span]]) -> Draft:
    """The draft with those sentences of the model that add nothing; ``passes`` gives the places that fail the check.

    Raises ReportnlpError when the endpoint does not answer.
    """
    paragraphs = []
    offered = taken = 0
    for paragraph in draft.paragraphs:
        if paragraph.role != "text" or any("【" in sentence.words.text for sentence in paragraph.sentences):
            paragraphs.append(paragraph)
            continue
        texts = [sentence.words.text for sentence in paragraph.sentences]
        answers = _asked(endpoint, texts)
        sentences = []
        for sentence, answer in zip(paragraph.sentences, answers, strict=True):
            words = accepted(sentence.words, answer)
            offered += answer != sentence.words.text
            taken += words is not None and answer != sentence.words.text
            sentences.append(sentence if words is None else Sentence(words, sentence.optional))
        paragraphs.append(DraftParagraph("text", tuple(sentences)))
    whole = _without_faults(draft, replace(draft, paragraphs=tuple(paragraphs)), passes)
    return replace(whole, notes=(*whole.notes, f"润色：模型改了 {offered} 句，没有增减事实而采用的 {taken} 句。"))


def accepted(words: Words, answer: str) -> Words | None:
    """The model's sentence with the marks of the draft's; None when it says more or less than that."""
    text = words.text
    if answer == text or not _PLAIN.fullmatch(answer) or answer.count("。") != 1 or len(answer) > _LONGER * len(text):
        return None
    if any(fact not in text for fact in (*_facts(answer), *(word for word in words_of("praise") if word in answer))):
        return None
    marks = []
    position = 0
    for span, source in words.marks:
        found = answer.find(span.of(text), position)
        if found < 0:
            return None
        position = found + span.length
        marks.append((Span(found, position), source))
    outside = "".join(
        " " if any(span.start <= place < span.end for span, _ in marks) else mark for place, mark in enumerate(answer)
    )
    if re.search(r"[0-9０-９]", outside) or find_quantities(outside, find_mentions(outside)):
        return None
    return Words(answer, tuple(marks))


def _facts(text: str) -> list[str]:
    """Figures, dates, names and quoted words of a sentence."""
    mentions = find_mentions(text)
    spans = [*(mention.span for mention in mentions), *(quantity.span for quantity in find_quantities(text, mentions))]
    spans += [token.span for token in tokenize(text) if token.tag[:2] in _NAME_TAGS and token.span.length > 1]
    return [*(span.of(text) for span in spans), *_QUOTED.findall(text)]


def _without_faults(draft: Draft, new: Draft, passes: Callable[[Draft], Sequence[Span]]) -> Draft:
    """The polished draft, with the draft's own sentences wherever the check finds a fault."""
    faults = passes(new)
    if not faults:
        return new
    paragraphs = []
    start = 0
    for old, paragraph in zip(draft.paragraphs, new.paragraphs, strict=True):
        sentences = []
        for before, sentence in zip(old.sentences, paragraph.sentences, strict=True):
            span = Span(start, start + len(sentence.words.text))
            sentences.append(before if any(span.overlaps(fault) for fault in faults) else sentence)
            start = span.end
        start += 1
        paragraphs.append(replace(paragraph, sentences=tuple(sentences)))
    mended = replace(new, paragraphs=tuple(paragraphs))
    return draft if passes(mended) else mended


def _asked(endpoint: Endpoint, texts: list[str]) -> list[str]:
    """The model's sentences, one for each; the texts themselves when the answer is no such list."""
    content = _answer(endpoint, json.dumps(texts, ensure_ascii=False))
    try:
        answers = json.loads(_FENCE.sub("", content.strip()))
    except ValueError:
        return texts
    if isinstance(answers, list) and len(answers) == len(texts) and all(isinstance(row, str) for row in answers):
        return [row.strip() for row in answers]
    return texts


def _answer(endpoint: Endpoint, content: str) -> str:
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    if not endpoint.url.startswith(("http://", "https://")):
        raise SettingsError("polish-url 应以 http:// 或 https:// 开头。", "polish-url starts with http:// or https://.")
    messages = [{"role": "system", "content": _TASK}, {"role": "user", "content": content}]
    body = {"model": endpoint.model, "messages": messages, "temperature": 0.3}
    headers = {"Content-Type": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    request = Request(endpoint.url.rstrip("/") + "/chat/completions", json.dumps(body).encode(), headers)
    try:
        with urlopen(request, timeout=_SECONDS) as response:
            answer: Any = json.loads(response.read(_MOST_BYTES))
        return str(answer["choices"][0]["message"]["content"])
    except (URLError, OSError, ValueError, KeyError, IndexError, TypeError) as error:
        why = getattr(error, "reason", None) or error
        reason = reason_of(why) if isinstance(why, OSError) else type(why).__name__
        raise ReportnlpError(
            f"润色服务 {endpoint.url} 没有给出回答（{reason}）：请检查 polish-url，或去掉 --polish。",
            f"{endpoint.url} gave no answer ({why}): check polish-url, or leave --polish out.",
        ) from None
