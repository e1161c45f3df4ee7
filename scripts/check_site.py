"""Says where the built documentation would ask another computer for something, and which links between its pages lead nowhere.

    python scripts/check_site.py site

Exit code 1 when it does. Links that a reader may click are no request.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "link": "href",
    "video": "src",
    "audio": "src",
}
_IN_STYLES = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')\s]+)""")


class _Page(HTMLParser):
    """What a page loads, what it links to, and the places in it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if "id" in values:
            self.places.add(values["id"])
        if tag == "link" and values.get("rel") in ("canonical", "next", "prev"):
            return
        if tag in _LOADED and values.get(_LOADED[tag]):
            self.loaded.append(values[_LOADED[tag]])
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])


def outside(site: Path) -> Iterator[str]:
    """Files of the site and the outside addresses that they load."""
    for path in sorted(site.rglob("*.html")):
        for address in _Page(path.read_text("utf-8")).loaded:
            if urlsplit(address).netloc:
                yield f"{path}: {address}"
    for path in sorted(site.rglob("*.css")):
        yield from (f"{path}: {address}" for address in _IN_STYLES.findall(path.read_text("utf-8")))


def broken(site: Path) -> Iterator[str]:
    """Links between pages whose file or place is not there."""
    pages = {path.resolve(): _Page(path.read_text("utf-8")) for path in site.rglob("*.html")}
    for path, page in sorted(pages.items()):
        if path.name == "404.html":
            continue
        for address in [*page.links, *page.loaded]:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            place = unquote(parts.fragment) if target in pages else ""
            if not target.exists() or (place and place not in pages[target].places):
                yield f"{path}: {address}"


def main() -> int:
    """Prints what is wrong."""
    site = Path(sys.argv[1])
    faults = [*outside(site), *broken(site)]
    print("\n".join(faults) or f"{len(list(site.rglob('*.html')))} pages: nothing from outside, no broken link")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
