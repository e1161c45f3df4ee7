"""The language server, driven by a client of the same library over a subprocess."""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Union

import pytest

pytest.importorskip("pygls")
from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter

TEXT = "云岭街道2023年度工作总结\n一、强化组织建设\n全年𠮷发展党员12名🙂，学习党的二十精神。\n（一）深入推进的的工作\n"
HALF = TEXT.replace("。\n", "，")
SECONDS = 180  # for one answer; only a hang takes so long


def _converter() -> Any:
    """The library's, but for code actions: it takes one with a command for a mere command."""
    converter = default_converter()

    def structured(row: dict[str, Any], _: object) -> types.Command | types.CodeAction:
        kind = types.Command if isinstance(row.get("command"), str) else types.CodeAction
        return converter.structure(row, kind)  # type: ignore[no-any-return]

    converter.register_structure_hook(types.Command | types.CodeAction, structured)
    converter.register_structure_hook(Union[types.Command, types.CodeAction], structured)  # noqa: UP007
    return converter


class Editor(LanguageClient):
    """A client that keeps what the server publishes."""

    def __init__(self) -> None:
        super().__init__("test-editor", "1", converter_factory=_converter)
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.messages: list[str] = []
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self.published.put_nowait(params))
        self.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: self.messages.append(params.message))

    async def start(self, encodings: list[str] | None, markdown: bool = True) -> types.InitializeResult:
        await self.start_io(sys.executable, "-m", "reportnlp", "lsp", "--stdio")
        kinds = [types.MarkupKind.Markdown] if markdown else [types.MarkupKind.PlainText]
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=encodings) if encodings else None,
            workspace=types.WorkspaceClientCapabilities(
                workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=markdown)
            ),
            text_document=types.TextDocumentClientCapabilities(
                hover=types.HoverClientCapabilities(content_format=kinds),
                publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
            ),
        )
        answer = await self.initialize_async(types.InitializeParams(capabilities, process_id=None))
        self.initialized(types.InitializedParams())
        return answer

    def open(self, uri: str, text: str, language: str = "plaintext") -> None:
        document = types.TextDocumentItem(uri, language, 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def change(self, uri: str, version: int, *changes: types.TextDocumentContentChangeEvent) -> None:
        document = types.VersionedTextDocumentIdentifier(version, uri)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, list(changes)))

    async def diagnostics(self, version: int | None = None) -> list[types.Diagnostic]:
        """The next that are published; with ``version`` those about that version, none older coming before."""
        params = await asyncio.wait_for(self.published.get(), SECONDS)
        assert version is None or params.version == version
        return list(params.diagnostics)

    async def actions(self, uri: str, where: types.Range) -> list[types.CodeAction]:
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, types.CodeActionContext([]))
        return list(await self.text_document_code_action_async(params) or [])  # type: ignore[arg-type]

    async def hover(self, uri: str, place: types.Position) -> types.Hover | None:
        return await self.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(uri), place))

    async def leave(self) -> int | None:
        await self.shutdown_async(None)
        self.exit(None)
        server = self._server
        assert server is not None
        code = await asyncio.wait_for(server.wait(), SECONDS)
        await self.stop()
        return code


def session(talk: Callable[[Editor], Awaitable[Any]]) -> Any:
    """One conversation; the server leaves with exit code 0 and nothing on standard error."""

    async def whole() -> Any:
        editor = Editor()
        result = await asyncio.wait_for(talk(editor), 4 * SECONDS)
        assert editor._server is not None and editor._server.stderr is not None
        assert await asyncio.wait_for(editor.leave(), SECONDS) == 0
        assert await editor._server.stderr.read() == b""
        return result

    return asyncio.run(whole())


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    path = tmp_path / "年度 报告.txt"
    path.write_text(TEXT, "utf-8")
    return path


def command_line(path: Path) -> list[dict[str, Any]]:
    """What ``reportnlp check`` finds in the file."""
    words = [sys.executable, "-m", "reportnlp", "check", "--format", "json", str(path)]
    done = subprocess.run(words, capture_output=True, check=False)
    return json.loads(done.stdout)["documents"][0]["findings"]  # type: ignore[no-any-return]


CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def taken(text: str, where: types.Range, encoding: str) -> str:
    """The characters that an editor would show as marked."""
    codec, width = CODECS[encoding]
    assert where.start.line == where.end.line
    line = text.split("\n")[where.start.line].encode(codec)
    return line[where.start.character * width : where.end.character * width].decode(codec)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", None])
def test_diagnostics_are_the_findings_of_the_command_line(report: Path, encoding: str | None) -> None:
    async def talk(editor: Editor) -> list[types.Diagnostic]:
        answer = await editor.start([encoding] if encoding else None)
        assert answer.capabilities.position_encoding == (encoding or "utf-16")
        editor.open(report.as_uri(), TEXT)
        return await editor.diagnostics(1)

    found = session(talk)
    expected = command_line(report)
    assert len(expected) >= 2
    assert [
        (row.code, row.message, taken(TEXT, row.range, encoding or "utf-16"), row.data["fingerprint"]) for row in found
    ] == [(row["code"], row["message"], row["found"], row["fingerprint"]) for row in expected]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_change_nothing(report: Path, ends: str) -> None:
    async def talk(editor: Editor) -> list[types.Diagnostic]:
        await editor.start(["utf-16"])
        editor.open(report.as_uri(), TEXT.replace("\n", ends))
        return await editor.diagnostics(1)

    report.write_bytes(TEXT.replace("\n", ends).encode())
    found = session(talk)
    assert [row.data["fingerprint"] for row in found] == [row["fingerprint"] for row in command_line(report)] != []
    assert {taken(TEXT, row.range, "utf-16") for row in found} >= {"党的二十精神", "的的"}


def test_edits_are_followed_and_only_the_last_text_is_reported(report: Path) -> None:
    uri = report.as_uri()

    async def talk(editor: Editor) -> None:
        await editor.start(["utf-16"])
        editor.open(uri, TEXT)
        first = await editor.diagnostics(1)
        [slip] = [row for row in first if row.code == "PH001"]
        # Correct the slip, break another place, one letter after another, faster than the pause.
        editor.change(uri, 2, types.TextDocumentContentChangePartial(slip.range, "党的二十大精神"))
        end = types.Position(1, 99)
        for version, letter in enumerate("，，好", 3):
            editor.change(uri, version, types.TextDocumentContentChangePartial(types.Range(end, end), letter))
        reported = 1  # a busy machine may pause between two letters, but not between all of them
        while (params := await asyncio.wait_for(editor.published.get(), SECONDS)).version != 5:
            reported += 1
        assert reported < 4 and editor.published.empty()
        found = params.diagnostics
        text = TEXT.replace("二十精神", "二十大精神").replace("组织建设", "组织建设，，好")
        report.write_text(text, "utf-8")
        assert [row.data["fingerprint"] for row in found] == [row["fingerprint"] for row in command_line(report)] != []
        assert "PH001" not in {row.code for row in found} and "PU008" in {row.code for row in found}
        # A whole new text, as some editors send it; then the text is closed.
        editor.change(uri, 6, types.TextDocumentContentChangeWholeDocument("学习党的二十精神。"))
        told = await editor.hover(uri, types.Position(0, 3))
        assert told is None or not editor.published.empty()  # older findings are not told of a newer text
        assert [row.code for row in await editor.diagnostics(6)] == ["PH001"]
        editor.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        assert await editor.diagnostics() == []

    session(talk)


def test_each_suggestion_is_an_action(report: Path) -> None:
    uri = report.as_uri()

    async def talk(editor: Editor) -> None:
        await editor.start(["utf-16"])
        editor.open(uri, TEXT)
        [slip] = [row for row in await editor.diagnostics(1) if row.code == "PH001"]
        first, *others = await editor.actions(uri, slip.range)
        assert (first.title, first.kind, first.is_preferred) == ("改为“党的二十大精神”", "quickfix", True)
        assert first.edit is not None and first.edit.document_changes is not None
        [change] = first.edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        assert (change.text_document.uri, change.text_document.version) == (uri, 1)
        [edit] = change.edits
        assert isinstance(edit, types.TextEdit)
        assert (edit.range, edit.new_text) == (slip.range, "党的二十大精神")
        assert all(row.command is not None and row.command.command == "reportnlp.ignore" for row in others)
        assert await editor.actions(uri, types.Range(types.Position(0, 0), types.Position(0, 2))) == []

    session(talk)


def test_a_finding_is_ignored_for_good(report: Path) -> None:
    uri = report.as_uri()

    async def talk(editor: Editor) -> None:
        await editor.start(["utf-16"])
        editor.open(uri, TEXT)
        before = await editor.diagnostics(1)
        [slip] = [row for row in before if row.code == "PH001"]
        [action] = [row for row in await editor.actions(uri, slip.range) if row.title.endswith("引用原话")]
        assert action.command is not None
        command = types.ExecuteCommandParams(action.command.command, action.command.arguments)
        await editor.workspace_execute_command_async(command)
        after = await editor.diagnostics(1)
        assert [row.code for row in after] == [row.code for row in before if row.code != "PH001"]
        await editor.workspace_execute_command_async(command)
        assert editor.messages == ["这一处已经不在了：没有写入忽略文件。"]

    session(talk)
    assert 'reason = "引用原话"' in Path(f"{report}.reportnlp.toml").read_text("utf-8")
    assert "PH001" not in {row["code"] for row in command_line(report)}
    assert report.read_text("utf-8") == TEXT


@pytest.mark.parametrize("markdown", [True, False])
def test_hover_shows_the_page_of_the_rule(report: Path, markdown: bool) -> None:
    uri = report.as_uri()

    async def talk(editor: Editor) -> None:
        await editor.start(["utf-16"], markdown)
        editor.open(uri, TEXT.replace("学习", "<b>学习"))
        [slip] = [row for row in await editor.diagnostics(1) if row.code == "PH001"]
        hover = await editor.hover(uri, slip.range.start)
        assert hover is not None and hover.range == slip.range
        assert isinstance(hover.contents, types.MarkupContent)
        assert hover.contents.kind == ("markdown" if markdown else "plaintext")
        assert ("### PH001" in hover.contents.value) is markdown
        assert slip.message in hover.contents.value and "依据" in hover.contents.value
        assert await editor.hover(uri, types.Position(0, 0)) is None

    session(talk)


def test_markdown_untitled_and_foreign_texts(report: Path) -> None:
    async def talk(editor: Editor) -> None:
        await editor.start(["utf-16"])
        editor.open((report.parent / "a.py").as_uri(), TEXT, "python")
        editor.open("untitled:Untitled-1", "# 总结\n\n学习党的二十精神。\n", "markdown")
        [row] = await editor.diagnostics(1)
        assert row.code == "PH001"
        assert all(action.command is None for action in await editor.actions("untitled:Untitled-1", row.range))
        editor.open((report.parent / "空.md").as_uri(), "", "markdown")
        assert await editor.diagnostics(1) == []

    session(talk)


def test_settings_are_those_of_the_folder_and_their_errors_are_shown(report: Path) -> None:
    settings = report.parent / "reportnlp.toml"
    uri = report.as_uri()

    async def talk(editor: Editor) -> None:
        await editor.start(["utf-16"])
        settings.write_text('ignore = ["PH"]', "utf-8")
        editor.open(uri, TEXT)
        assert "PH001" not in {row.code for row in await editor.diagnostics(1)}
        settings.write_text('ignroe = ["PH"]', "utf-8")
        document = types.TextDocumentIdentifier(uri)
        editor.text_document_did_save(types.DidSaveTextDocumentParams(document))
        [row] = await editor.diagnostics(1)
        assert "是不是 ignore" in row.message and row.severity == types.DiagnosticSeverity.Error
        settings.write_text("max-unpacked-mb = 1\nlang = 'en'\n", "utf-8")
        editor.text_document_did_save(types.DidSaveTextDocumentParams(document))
        assert "PH001" in {row.code for row in await editor.diagnostics(1)}

    session(talk)


def test_a_long_text_does_not_keep_the_editor_waiting(report: Path) -> None:
    line = "全年组织开展专题学习12次，走访群众230户，解决实际问题45个，推动各项工作落实。\n"
    long = line * 3000 + "学习党的二十精神。\n"  # 120,000 characters
    uri, other = report.as_uri(), (report.parent / "短.txt").as_uri()

    async def talk(editor: Editor) -> tuple[list[float], float]:
        await editor.start(["utf-16"])
        editor.open(other, "学习党的二十精神。")
        await editor.diagnostics(1)
        start = time.monotonic()
        editor.open(uri, long)
        waits = []
        while editor.published.empty():
            asked = time.monotonic()
            assert await editor.hover(other, types.Position(0, 3)) is not None
            waits.append(time.monotonic() - asked)
            await asyncio.sleep(0.02)
            assert time.monotonic() - start < SECONDS
        whole = time.monotonic() - start
        assert "PH001" in {row.code for row in await editor.diagnostics(1)}
        assert len(waits) >= 3  # answered while the check ran, not after it
        return waits, whole

    waits, whole = session(talk)
    usual = statistics.median(waits)  # a single one may be the machine's
    print(f"{len(waits)} waits, usually {usual:.2f} s, at most {max(waits):.2f} s, in a check of {whole:.2f} s")  # noqa: T201
    assert usual < whole / 10


def test_the_editor_may_leave_while_a_check_runs(report: Path) -> None:
    line = "全年组织开展专题学习12次，走访群众230户，解决实际问题45个，推动各项工作落实。\n"

    async def talk(editor: Editor) -> None:
        await editor.start(["utf-16"])
        editor.open(report.as_uri(), line * 50_000)  # a check of many minutes; leaving may take SECONDS
        await asyncio.sleep(1)
        assert editor.published.empty()

    session(talk)


def test_without_the_extra_there_is_one_sentence(report: Path) -> None:
    code = "import sys; sys.modules['pygls'] = None; from reportnlp.cli.main import main; sys.exit(main(['lsp']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == '错误：语言服务器要先安装：pip install "reportnlp[lsp]"。\n'
