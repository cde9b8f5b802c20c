"""Charts -> pictures, drawn by the machine's own browser with the site's own chart library; kept by what they show.

One browser draws all pictures of a build. A picture is looked up by the hash of its form, of the library and of this module's way to
draw, so that only charts that changed are drawn again.
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from generator.charts.picture import PIXELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.figures.figure import Plain
    from generator.kept import Kept

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WAY = "2"
"""To be counted up where this module draws a form in another way."""
SECONDS = 60
"""So long may one picture take; a browser that hangs longer is given up."""
FAILED = "failed: "
"""How a line of the drawing process begins that says why nothing more is drawn."""


class PictureError(Exception):
    """The browser could not draw; the message says what failed, in a line for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart's picture: `png` of 1920x1080 pixels or a little more in height, and `svg`."""

    png: bytes
    svg: bytes


def browser() -> str | None:
    """The browser that draws: BROWSER_PATH, else the first that this machine has; None without one."""
    chosen = os.environ.get("BROWSER_PATH")
    if chosen is not None:
        return shutil.which(chosen)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def draw(
    forms: Mapping[str, Plain],
    *,
    library: Path,
    kept: Kept,
    program: str,
    tell: Callable[[int, int], None] | None = None,
) -> Mapping[str, Picture]:
    """A picture of each form, {"data", "layout"} with width and height in CSS pixels, by the forms' names.

    Args:
        forms: what is drawn.
        library: the file of the chart library.
        kept: where pictures are kept by what they show.
        program: the browser, as `browser` found it.
        tell: is called with how many of how many new pictures are drawn.

    Raises:
        PictureError: the browser does not start, fails or hangs.
    """
    ground = hashlib.sha256(library.read_bytes()).hexdigest()
    keys = {name: _key(form, ground) for name, form in forms.items()}
    new = {key: forms[name] for name, key in keys.items() if _kept(kept, key) is None}
    if new:
        _draw(new, library, kept, program, tell or _nobody)
    found = {name: _kept(kept, key) for name, key in keys.items()}
    return {name: picture for name, picture in found.items() if picture is not None}


def _nobody(done: int, every: int) -> None:
    """Nobody listens."""


def _key(form: Plain, ground: str) -> str:
    content = json.dumps([_WAY, PIXELS, ground, form], sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _kept(kept: Kept, key: str) -> Picture | None:
    png, svg = kept.get(f"{key}.png"), kept.get(f"{key}.svg")
    return None if png is None or svg is None else Picture(png=png, svg=svg)


def _draw(new: Mapping[str, Plain], library: Path, kept: Kept, program: str, tell: Callable[[int, int], None]) -> None:
    """Draw in a process of its own, which can be ended where the browser hangs: threads that wait for it cannot."""
    asked = json.dumps({"forms": new, "library": str(library), "folder": str(kept.folder), "program": program})
    with subprocess.Popen(
        [sys.executable, "-m", "generator.drawing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parent.parent,
        encoding="utf-8",
    ) as child:
        try:
            for done, line in enumerate(_lines(child, asked)):
                if line.startswith(FAILED):
                    raise PictureError(f"{program} could not draw the pictures: {line.removeprefix(FAILED).strip()}")
                tell(done, len(new))
        except queue.Empty:
            raise PictureError(f"{program} could not draw the pictures: it gave no answer for {SECONDS} s") from None
        finally:
            child.kill()
    if any(_kept(kept, key) is None for key in new):
        raise PictureError(f"{program} could not draw the pictures: it ended too early")


def _lines(child: subprocess.Popen[str], asked: str) -> Iterator[str]:
    """What the child says, line by line. Raises `queue.Empty` where it says nothing for too long."""
    said: queue.Queue[str | None] = queue.Queue()
    Thread(target=_listen, args=(child, asked, said), daemon=True).start()
    while (line := said.get(timeout=SECONDS)) is not None:
        yield line


def _listen(child: subprocess.Popen[str], asked: str, said: queue.Queue[str | None]) -> None:
    """Give the child its work, and pass on what it says; None is its end."""
    if child.stdin is not None and child.stdout is not None:
        with suppress(BrokenPipeError):
            child.stdin.write(asked)
            child.stdin.close()
        for line in child.stdout:
            said.put(line)
    said.put(None)
