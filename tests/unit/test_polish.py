"""A language model may reword a draft, and nothing that it makes up gets in: a local server answers, and lies."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from reportnlp.cli.main import main
from reportnlp.draft.compose import Wish
from reportnlp.draft.drafting import draft_report
from reportnlp.draft.model import Source, Words
from reportnlp.draft.polish import Endpoint, accepted
from reportnlp.errors import ReportnlpError
from reportnlp.findings import RecordSource
from reportnlp.records.ledger import records_from
from reportnlp.span import Span

ROWS = [
    {
        "日期": f"2023.{month}.9",
        "活动名称": name,
        "类别": "主题党日",
        "地点": "文化礼堂",
        "参加人数": people,
        "成效": f"收到建议{month}条",
    }
    for month, name, people in ((3, "植绿护绿主题党日", 20), (4, "清洁家园主题党日", 25), (5, "重温誓词主题党日", 31))
]
Reword = Callable[[str], str]


@contextmanager
def server(reword: Reword, asked: list[dict[str, object]], raw: str | None = None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
            texts = json.loads(body["messages"][1]["content"])
            content = json.dumps([reword(text) for text in texts], ensure_ascii=False) if raw is None else raw
            data = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/v1"
        http.shutdown()
        thread.join()


def draft_by(reword: Reword, raw: str | None = None) -> tuple[str, str, tuple[str, ...], list[dict[str, object]]]:
    """The plain draft, the polished one, its notes, and what the server was asked."""
    ledger = records_from(ROWS, "2023")
    wish = Wish(kind="工作总结", unit="柳溪街道", only=("组织建设",))
    asked: list[dict[str, object]] = []
    with server(reword, asked, raw) as url:
        draft = draft_report(ledger, wish, polish=Endpoint(url, "small", "secret"))
    for span, source in draft.figures:
        assert source.rows
        assert span.of(draft.text)
    return draft_report(ledger, wish).text, draft.text, draft.notes, asked


def test_an_honest_rewording_is_taken_with_its_figures_bound() -> None:
    plain, text, notes, asked = draft_by(lambda said: said.replace("开展", "认真开展", 1))
    assert text == plain.replace("开展", "认真开展")
    assert "采用的" in notes[-1]
    assert (asked[0]["path"], asked[0]["key"], asked[0]["model"]) == ("/v1/chat/completions", "Bearer secret", "small")


@pytest.mark.parametrize(
    "lie",
    [
        lambda said: said.replace("3次", "5次").replace("20人", "200人"),
        lambda said: said.replace("。", "，覆盖党员98%。"),
        lambda said: said.replace("。", "，群众满意率达到九成以上。"),
        lambda said: said.replace("文化礼堂", "北京人民大会堂"),
        lambda said: said.replace("3月9日", "6月9日"),
        lambda said: "张伟同志" + said,
        lambda said: said.replace("。", "，获评“先进单位”。"),
        lambda said: said.replace("，收到建议12条", ""),
        lambda said: said + "成效显著。",
        lambda said: said.replace("。", "，取得显著成效。"),
        lambda said: "今年以来" * 20 + said,
        lambda said: "",
    ],
    ids=[
        "figures",
        "percent",
        "words",
        "place",
        "date",
        "person",
        "honour",
        "less",
        "two-sentences",
        "praise",
        "long",
        "empty",
    ],
)
def test_a_lie_falls_back_to_the_draft(lie: Reword) -> None:
    def changed(said: str) -> str:
        return lie(said) if lie(said) != said else said

    plain, text, _, _ = draft_by(changed)
    assert text == plain


@pytest.mark.parametrize("raw", ["好的，已为您润色。", "[]", '["一句"]', "{}", "[1, 2]"])
def test_an_answer_that_is_no_list_of_sentences_changes_nothing(raw: str) -> None:
    plain, text, _, _ = draft_by(str, raw)
    assert text == plain


def test_an_answer_in_a_code_fence_is_read() -> None:
    words = Words("开展党课3次。", ((Span(4, 6), Source("记录计数", (RecordSource("", "", 1),))),))
    better = accepted(words, "全年开展党课3次。")
    assert better is not None
    assert better.marks[0][0] == Span(6, 8)
    assert accepted(words, "开展党课3次，共6次。") is None


def test_a_rewording_that_the_rules_refuse_falls_back() -> None:
    plain, text, _, _ = draft_by(lambda said: said.replace("开展", "，，开展", 1))
    assert text == plain


def test_a_server_that_does_not_answer_is_one_sentence() -> None:
    with pytest.raises(ReportnlpError, match="没有给出回答"):
        draft_report(records_from(ROWS, "2023"), Wish(unit="柳溪街道"), polish=Endpoint("http://127.0.0.1:9/v1", "x"))


def test_the_command_asks_only_with_polish_and_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("台账.json").write_text(json.dumps(ROWS), "utf-8")
    assert main(["draft", "台账.json", "--polish"]) == 2
    assert "polish-url" in capsys.readouterr().err
    asked: list[dict[str, object]] = []
    with server(lambda said: said.replace("开展", "扎实开展", 1), asked) as url:
        Path("reportnlp.toml").write_text(f'polish-url = "{url}"\npolish-model = "small"\n', "utf-8")
        assert main(["draft", "台账.json", "--unit", "柳溪街道"]) == 0
        assert asked == []
        assert main(["draft", "台账.json", "--unit", "柳溪街道", "--polish", "--clean"]) == 0
    assert asked
    assert "扎实开展主题党日3次" in capsys.readouterr().out
