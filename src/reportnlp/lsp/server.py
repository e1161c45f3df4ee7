"""The language server: findings of .txt and .md reports in an editor, with what to write instead (extra ``lsp``)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

import reportnlp
from reportnlp.errors import ReportnlpError
from reportnlp.lsp.answers import IGNORE, REASONS, OpenFile, actions, at, diagnostics, page
from reportnlp.lsp.checking import Checked, check_text
from reportnlp.suppress import ignore_in_sidecar
from reportnlp.text.editing import EditorText, Encoding

_ENDINGS = {".txt": False, ".text": False, ".md": True, ".markdown": True}  # whether it is Markdown
_LANGUAGES = {"plaintext": False, "markdown": True}  # of a text that has no file yet
_PAUSE = 0.3  # seconds without typing before a check


class _Protocol(LanguageServerProtocol):
    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        """Leaves the text to OpenFile: pygls would end lines at \\v and \\u2028 too, which no editor does."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """Checks each open text in a thread when typing pauses; what is older than the text is dropped."""

    def __init__(self) -> None:
        super().__init__("reportnlp", reportnlp.__version__, protocol_cls=_Protocol)
        self.files: dict[str, OpenFile] = {}
        self._turn = asyncio.Lock()  # one check at a time: more would only share the processor

    def open(self, document: types.TextDocumentItem) -> None:
        """Starts to follow a text, if it is a report."""
        name = to_fs_path(document.uri)
        kinds, kind = (_LANGUAGES, document.language_id) if name is None else (_ENDINGS, Path(name).suffix.lower())
        if kind not in kinds:
            return
        self.close(document.uri)
        text = EditorText(document.text, self._encoding())
        file = OpenFile(document.uri, Path(name) if name else None, kinds[kind], text, document.version)
        self.files[document.uri] = file
        file.changed.set()
        file.task = asyncio.create_task(self._follow(file))

    def _encoding(self) -> Encoding:
        chosen = self.workspace.position_encoding
        return next((row for row in get_args(Encoding) if row == chosen), "utf-16")

    def close(self, uri: str) -> None:
        """Forgets a text."""
        file = self.files.pop(uri, None)
        if file is not None and file.task is not None:
            file.task.cancel()

    async def _follow(self, file: OpenFile) -> None:
        pause = 0.0  # the first check comes at once
        while True:
            await file.changed.wait()
            while file.changed.is_set():
                file.changed.clear()
                await asyncio.sleep(pause)
            pause = _PAUSE
            version = file.version
            arguments = (file.text.text, file.path, file.markdown)
            async with self._turn:
                checked = await _in_thread(*arguments)
            if file.version == version:
                file.checked, file.checked_version = checked, version
                rows = [*diagnostics(file, checked, self._shows_related())]
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(file.uri, rows, version))

    def _shows_related(self) -> bool:
        shown = self.client_capabilities.text_document
        return bool(shown and shown.publish_diagnostics and shown.publish_diagnostics.related_information)

    def ignore(self, uri: str, fingerprint: str, reason: str) -> None:
        """Writes a finding into the sidecar file of its report and checks again."""
        file = self.files.get(uri)
        findings = file.report.findings if file is not None and file.report is not None else ()
        finding = next((row for row in findings if row.fingerprint == fingerprint), None)
        reason = " ".join(reason.split())
        try:
            if file is None or file.path is None or finding is None:
                raise ReportnlpError(
                    "这一处已经不在了：没有写入忽略文件。", "This finding is gone: nothing was written."
                )
            ignore_in_sidecar(file.path, finding, reason or REASONS[0])
        except ReportnlpError as error:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, error.zh))
            return
        file.changed.set()


async def _in_thread(text: str, path: Path | None, markdown: bool) -> Checked:
    """``check_text`` in a thread that does not keep the program from ending, as one of an executor would."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Checked] = loop.create_future()

    def deliver(checked: Checked) -> None:
        if not done.cancelled():
            done.set_result(checked)

    def work() -> None:
        checked = check_text(text, path, markdown)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(deliver, checked)

    threading.Thread(target=work, daemon=True).start()
    return await done


def make_server() -> Server:
    """A server with its features, not yet started."""
    server = Server()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.open(params.text_document)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        file = server.files.get(params.text_document.uri)
        if file is None:
            return
        for change in params.content_changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = change.range.start, change.range.end
                file.text.replace((start.line, start.character), (end.line, end.character), change.text)
            else:
                file.text.replace((0, 0), (2**31, 0), change.text)
        file.version = params.text_document.version
        file.changed.set()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        if params.text_document.uri in server.files:  # settings and sidecar file may have changed meanwhile
            server.files[params.text_document.uri].changed.set()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        only = params.context.only
        file = server.files.get(params.text_document.uri)
        if file is None or (only and not any(row in ("", types.CodeActionKind.QuickFix) for row in only)):
            return []
        edits = server.client_capabilities.workspace and server.client_capabilities.workspace.workspace_edit
        versioned = bool(edits and edits.document_changes)
        found = at(file, params.range.start, params.range.end)
        return [action for finding in found for action in actions(file, finding, versioned)]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        file = server.files.get(params.text_document.uri)
        found = at(file, params.position, params.position)
        if file is None or not found:
            return None
        shown = server.client_capabilities.text_document
        formats = (shown.hover.content_format if shown and shown.hover else None) or ()
        markdown = types.MarkupKind.Markdown in formats
        return types.Hover(page(found, markdown), file.range(found[0].span))

    @server.command(IGNORE)
    def ignore(uri: str, fingerprint: str, reason: str) -> None:
        server.ignore(uri, fingerprint, reason)

    return server
