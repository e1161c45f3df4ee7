"""fsspec addresses as places of an audit: a folder by file://, a web server, an S3 server of this computer."""

import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reportnlp.batch.files import find_files
from reportnlp.batch.runner import audit
from reportnlp.batch.store import Store
from reportnlp.batch.task import Job
from reportnlp.config import Settings
from reportnlp.errors import SettingsError

TEXT = "云岭镇2023年工作总结\n一、组织建设\n2023年发展党员12名，学习贯彻党的二十精神。\n"

# s3fs and aiohttp leave sockets and loops to the collector; ``leftovers`` collects them.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning", "ignore::DeprecationWarning"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, one of them in a folder below, and a lock file."""
    place = tmp_path / "报告"
    (place / "乡镇").mkdir(parents=True)
    (place / "甲.txt").write_text(TEXT, "utf-8")
    (place / "乡镇" / "乙.txt").write_text(TEXT.replace("12", "13"), "utf-8")
    (place / "~$甲.docx").write_bytes(b"lock")
    return place


def audited(address: str, out: Path) -> dict[str, tuple[str, int | None]]:
    """Name → status and number of errors of every file at the address."""
    audit([address], out, Job(Settings(select=("PH",))))
    with closing(Store(out)) as store:
        return {row.name: (row.status, row.errors) for row in store.rows()}


EXPECTED = {"甲.txt": ("checked", 1), "乡镇/乙.txt": ("checked", 1)}


def test_a_folder_by_its_address(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    assert audited(f"file://{folder}", tmp_path / "out") == EXPECTED
    assert find_files([f"file://{folder}"]).skipped == (f"file://{folder}/~$甲.docx",)


def test_globs_and_single_files(folder: Path) -> None:
    pytest.importorskip("fsspec")
    assert list(find_files([f"file://{folder}/*.txt"]).names.values()) == ["甲.txt"]
    assert list(find_files([f"file://{folder}/**/*.txt"]).names.values()) == ["乡镇/乙.txt", "甲.txt"]
    assert list(find_files([f"file://{folder}/乡镇/乙.txt"]).names.values()) == ["乙.txt"]


def test_memory() -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    store.pipe("/内存里的报告/甲.txt", TEXT.encode())
    found = find_files(["memory://内存里的报告"])
    assert found.names == {"memory:///内存里的报告/甲.txt": "甲.txt"}


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """A web server of this computer that shows the folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_a_web_server(server: str, tmp_path: Path) -> None:
    pytest.importorskip("aiohttp")
    assert audited(f"{server}/", tmp_path / "out") == EXPECTED


def test_a_bucket(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("s3fs")
    moto = pytest.importorskip("moto.server")
    running = moto.ThreadedMotoServer("127.0.0.1", 0)
    running.start()
    try:
        host, port = running.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        import s3fs

        s3fs.S3FileSystem.clear_instance_cache()
        bucket = s3fs.S3FileSystem(skip_instance_cache=True)
        bucket.mkdir("bucket")
        bucket.put(str(folder), "bucket/年报", recursive=True)
        assert audited("s3://bucket/年报", tmp_path / "out") == EXPECTED
        assert audited("s3://bucket/年报/*.txt", tmp_path / "out2") == {"甲.txt": ("checked", 1)}
        with pytest.raises(SettingsError, match="没有"):
            find_files(["s3://bucket/没有"])
    finally:
        running.stop()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nowhere://报告", "不认识这种地址"),
        ("file:///没有这个文件夹/甲.txt", "没有这个文件或文件夹"),
        ("http://127.0.0.1:9/", "打不开|没有文件"),
    ],
)
def test_addresses_that_lead_nowhere(address: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        find_files([address])
    assert str(caught.value).endswith("。")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec = pytest.importorskip("fsspec")

    def lacking(_: str) -> None:
        raise ImportError("Install s3fs to access S3") from ModuleNotFoundError("No module", name="s3fs.core")

    monkeypatch.setattr(fsspec.core, "url_to_fs", lacking)
    with pytest.raises(SettingsError, match=r"读取“s3:.*要先安装：pip install s3fs。"):
        find_files(["s3://bucket/报告"])
