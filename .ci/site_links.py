"""Follows every link of a finished site: `site_links.py FOLDER SITE_URL`; leaves with 1 where one leads nowhere."""

from __future__ import annotations

import sys
from pathlib import Path

from generator import links


def broken(folder: Path, site_url: str) -> tuple[links.BrokenLink, ...]:
    """The links of the site in `folder` that lead nowhere; what the theme loads from elsewhere is its own affair."""
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    pages = {name: file.read_text(encoding="utf-8") for name, file in files.items() if name.endswith(".html")}
    return tuple(
        each for each in links.check(pages, files.keys(), site_url) if each.reason != "loads from another host"
    )


def main(folder: str, site_url: str) -> int:
    """Print what leads nowhere."""
    found = broken(Path(folder), site_url)
    for each in found:
        print(f"{each.page}: {each.link}: {each.reason}")
    print(f"{len(found)} links lead nowhere")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
