"""The process that draws pictures: forms on standard input, a line on standard output for each one that is kept.

`generator.pictures` starts it and ends it; what it drew before it was ended stays kept.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, cast

import kaleido  # type: ignore[import-untyped]
from choreographer.protocol import DevtoolsProtocolError
from kaleido.errors import KaleidoError  # type: ignore[import-untyped]

from generator.charts.picture import PIXELS
from generator.kept import Kept
from generator.pictures import FAILED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.figures.figure import Plain

_TRACE = re.compile(rb'(?<= trace)[0-9a-f]{6}(?=")')
_UID = re.compile(rb'id="defs-([0-9a-z]{6})"')


def main() -> None:
    """Draw what standard input asks for: {"forms", "library", "folder", "program"}."""
    asked = json.load(sys.stdin)
    try:
        asyncio.run(_all(asked["forms"], Path(asked["library"]), Kept(folder=Path(asked["folder"])), asked["program"]))
    except (DevtoolsProtocolError, KaleidoError, OSError, RuntimeError) as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        _say(f"{FAILED}{said}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _all(forms: Mapping[str, Plain], library: Path, kept: Kept, program: str) -> None:
    page = kaleido.PageGenerator(plotly=library, mathjax=False)
    async with kaleido.Kaleido(n=1, page_generator=page, path=program) as drawing:
        for key, form in forms.items():
            _say("drawing")
            png, svg = [await drawing.calc_fig(dict(form), _options(form, kind)) for kind in ("png", "svg")]
            kept.put(f"{key}.png", png)
            kept.put(f"{key}.svg", _steady(svg, key))
    _say("done")


def _options(form: Plain, kind: str) -> Mapping[str, object]:
    layout = cast("Mapping[str, int]", form["layout"])
    scale = PIXELS[0] / layout["width"] if kind == "png" else 1
    return {"format": kind, "width": layout["width"], "height": layout["height"], "scale": scale}


def _steady(svg: bytes, key: str) -> bytes:
    """The drawing with ids that follow from what it shows: the library takes random ones, so that no two drawings were equal."""
    found, numbers = _UID.search(svg), count()
    steady = svg if found is None else svg.replace(found[1], key[: len(found[1])].encode())
    return _TRACE.sub(lambda _: b"%06d" % next(numbers), steady)


if __name__ == "__main__":
    main()
