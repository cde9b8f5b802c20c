"""Hand-written pages: a published chart stands where one asks for it, `<p data-chart="ID">what stands here</p>` on a line of its own."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from generator.pages import charts

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.charts import Chart

_PLACE = re.compile(r'<p data-chart="(?P<id>[^"]*)">.*?</p>', re.DOTALL)
_DEMONSTRATION = Markup("<p>An example, from a demonstration: it holds for its set-up alone and ranks no mesh.</p>\n")


class UnknownChartError(ValueError):
    """A page asks for a chart that there is not."""


def with_charts(html: str, path: str, find: Callable[[str], Chart | None]) -> str:
    """The page's HTML with the charts that it asks for, as they are today, each without its table: the page of a chart has that.

    Raises:
        UnknownChartError: there is no such chart, with the id that was asked for.
    """
    return _PLACE.sub(partial(_chart, path, find), html)


def _chart(path: str, find: Callable[[str], Chart | None], place: re.Match[str]) -> str:
    found = find(place["id"])
    if found is None:
        raise UnknownChartError(f"no chart is called {place['id']!r}; /charts/ has their ids")
    note = _DEMONSTRATION if found.demonstration else Markup()
    return note + charts.linked(found, path, anchor=f"chart-{found.id}", tabled=False)
