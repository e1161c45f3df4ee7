"""Times reportnlp against Python's own start and against jieba, all in one run; prints medians and ratios.

    python scripts/bench.py [REPORT] [--runs N]

Whole-process rows start a fresh interpreter each time; in-process rows are warm. All times are processor time, which a
busy machine hardly changes; absolute ones depend on the machine, so quote the ratios.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEVER_IMPORTED = ("torch", "transformers", "pandas")
_LIBRARIES = "import lxml.etree, numpy, rich.console, rich.table, rjieba, yaml"  # what a check cannot do without
_LIBRARIES_ROW = "只导入依赖库"


def main() -> int:
    """Runs the benchmark; exit code 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", nargs="?", default=str(ROOT / "corpora" / "street_2023.docx"))
    parser.add_argument("--runs", type=int, default=9)
    arguments = parser.parse_args()
    path = Path(arguments.report)
    whole = _interleaved(_whole_process(path), arguments.runs)
    warm = _interleaved(_in_process(path), arguments.runs * 3)
    print(f"{path.name}，每项 {arguments.runs} 次（进程内 {arguments.runs * 3} 次），中位数\n")
    _print("整个进程", whole, "python -c pass")
    _print("进程内（热）", warm, "jieba.lcut")
    imported = _heavy_imports(path)
    print(f"check 导入了 torch/transformers/pandas：{'、'.join(imported) or '没有'}")
    limits = (
        ("--version ≤ 3.5 × python -c pass", whole["reportnlp --version"] <= 3.5 * whole["python -c pass"]),
        (f"冷启动 check ≤ 3.5 × {_LIBRARIES_ROW}", whole["reportnlp check"] <= 3.5 * whole[_LIBRARIES_ROW]),
        ("热 check ≤ 10 × jieba.lcut", warm["check"] <= 10 * warm["jieba.lcut"]),
        ("热 check（不查错别字）≤ 5 × jieba.lcut", warm["check，不查 TY"] <= 5 * warm["jieba.lcut"]),
        ("不导入重库", not imported),
    )
    for limit, kept in limits:
        print(f"{'达到' if kept else '没有达到'}  {limit}")
    return 0 if all(kept for _, kept in limits) else 1


def _whole_process(path: Path) -> dict[str, Callable[[], object]]:
    def run(*words: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=False)

    cut = f"import jieba; jieba.lcut({_text(path)!r})"
    return {
        "python -c pass": run("-c", "pass"),
        _LIBRARIES_ROW: run("-c", _LIBRARIES),
        "reportnlp --version": run("-m", "reportnlp", "--version"),
        "reportnlp --help": run("-m", "reportnlp", "--help"),
        "reportnlp check": run("-m", "reportnlp", "check", str(path)),
        "reportnlp check json": run("-m", "reportnlp", "check", "--format", "json", str(path)),
        "jieba 切分": run("-W", "ignore", "-c", cut),
    }


def _in_process(path: Path) -> dict[str, Callable[[], object]]:
    import logging
    import warnings

    import reportnlp
    from reportnlp.analysis.context import Context
    from reportnlp.text.tokens import tokenize

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    text = _text(path)
    document = reportnlp.from_text(text)
    checker = reportnlp.Checker()
    no_typos = reportnlp.Checker(reportnlp.Settings(ignore=("TY",)))
    areas = Context(document).areas

    def claims() -> object:
        """Claims alone: the areas that they name have a row of their own."""
        context = Context(document)
        context.__dict__["areas"] = areas
        return context.claims

    return {
        "jieba.lcut": lambda: jieba.lcut(text),
        "check": lambda: checker.check(document),
        "check，不查 TY": lambda: no_typos.check(document),
        "from_text": lambda: reportnlp.from_text(text),
        "tokens": lambda: tokenize(text),
        "claims": claims,
        "areas": lambda: Context(document).areas,
        "read": lambda: reportnlp.read(path),
    }


def _text(path: Path) -> str:
    import reportnlp

    return reportnlp.read(path).text


def _interleaved(jobs: Mapping[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Median processor seconds of each job; the jobs take turns, so that a slow spell of the machine hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(runs + 1):
        for name, job in jobs.items():
            start = _processor_seconds()
            job()
            if turn:  # the first turn warms up
                times[name].append(_processor_seconds() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def _processor_seconds() -> float:
    """Of this process and of those that it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _print(title: str, medians: Mapping[str, float], base: str) -> None:
    print(f"{title}\n{'':24}{'毫秒':>8}{f'÷ {base}':>20}")
    for name, seconds in medians.items():
        print(f"{name:24}{1000 * seconds:10.2f}{seconds / medians[base]:20.2f}")
    print()


def _heavy_imports(path: Path) -> list[str]:
    code = (
        "import sys; from reportnlp.cli.main import main; main(sys.argv[1:]);"
        f"print(*[name for name in {NEVER_IMPORTED!r} if name in sys.modules], file=sys.stderr)"
    )
    words = [sys.executable, "-c", code, "check", "--format", "json", str(path)]
    done = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return done.stderr.split()


if __name__ == "__main__":
    sys.exit(main())
