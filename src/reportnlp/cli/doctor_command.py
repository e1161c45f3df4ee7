"""``reportnlp doctor``: what is installed, what is missing, and what to do about it."""

from __future__ import annotations

import argparse
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version

import reportnlp
from reportnlp.cli import frame
from reportnlp.config import LoadedSettings, Settings

SUMMARY = ("检查安装是否完整", "check the installation")
_EXTRAS = (  # name, packages, what it is for
    ("word", ("python-docx", "msoffcrypto-tool"), ("写 Word 草稿、读加密文件", "Word drafts, encrypted files")),
    ("xlsx", ("openpyxl",), ("读 .xlsx 台账", "ledgers in .xlsx")),
    ("batch", ("distributed", "fsspec", "Jinja2", "openpyxl"), ("成批审查", "audit")),
    ("web", ("fastapi", "uvicorn", "python-multipart"), ("网页版", "serve")),
    ("lsp", ("pygls",), ("编辑器", "editors")),
)
_NEEDED = ("ahocorasick-rs", "jieba", "rjieba", "lxml", "numpy", "PyYAML", "rich")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """``doctor`` has no arguments of its own."""


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Prints one line a component; exit code 2 when a needed one is missing."""
    from reportnlp.rules.catalog import load_rules

    rows = [
        ("reportnlp", reportnlp.__version__, ""),
        ("Python", sys.version.split()[0], sys.executable),
        (frame.say("规则", "rules"), str(len(load_rules())), ""),
        (frame.say("输出编码", "output encoding"), str(sys.stdout.encoding), ""),
    ]
    missing = 0
    for name in _NEEDED:
        found = _version(name)
        missing += found is None
        rows.append((name, found or frame.say("缺少", "missing"), "" if found else "pip install reportnlp"))
    from reportnlp.analysis.models import ModelError, model_folder

    try:
        rows.append(
            (
                frame.say("错别字模型", "speller"),
                frame.say("完好", "whole"),
                str(model_folder("speller", loaded.settings.models)),
            )
        )
    except ModelError as error:
        rows.append((frame.say("错别字模型", "speller"), frame.say("缺少", "missing"), frame.say(error.zh, error.en)))
    rows.append((frame.say("领域模型", "area model"), *_area_model(loaded.settings)))
    for name, packages, (zh, en) in _EXTRAS:
        whole = all(map(_version, packages))
        state = frame.say("齐全", "whole") if whole else frame.say("未安装（可选）", "not installed (optional)")
        rows.append((frame.say(zh, en), state, "" if whole else f'pip install "reportnlp[{name}]"'))
    office = shutil.which("soffice") or shutil.which("libreoffice")
    rows.append(("LibreOffice", office or frame.say("未安装（可选）", "not installed (optional)"), ""))
    from reportnlp.formats.text import table

    heads = (frame.say("组件", "component"), frame.say("状态", "state"), frame.say("说明", "note"))
    frame.show(None, [], table(heads, rows))
    return 2 if missing else 0


def _area_model(settings: Settings) -> tuple[str, str]:
    """State and place of the model that tells areas: the package's, or that of the user's own areas."""
    from reportnlp.analysis.models import ModelError, model_folder, whole_folder
    from reportnlp.analysis.own_areas import load_taxonomy

    taxonomy = load_taxonomy(settings.areas)
    if taxonomy.is_own and taxonomy.folder is None:
        return frame.say("自己的领域，未训练，按词判断", "own areas, not trained: words decide"), str(settings.areas)
    try:
        folder = whole_folder(taxonomy.folder) if taxonomy.folder else model_folder("areas", settings.models)
        return frame.say("完好", "whole"), str(folder)
    except ModelError as error:
        return frame.say("缺少，按词表判断", "missing, words decide"), frame.say(error.zh, error.en)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
