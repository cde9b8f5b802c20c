"""The value that every chart is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Plain = Mapping[str, object]
"""An object of Plotly's JSON form: dicts, lists, text, numbers, booleans and None only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One chart with its words and its table.

    `id` is unique among the figures of its group, series or result. `plotly` is {"data": […], "layout": {…}}, without title
    and template; `narrow` holds what replaces parts of the layout on a narrow screen, merged one level deep. `columns`
    are the drawn values by column name (unit in the name), all of one length; `shown` those of them that stand in the page's table,
    where they are too many. `missing` is a sentence that stands in the
    chart's place when there is too little to draw; `plotly` is empty then. Heights are in CSS pixels. `title`, `subtitle`,
    `source` and `alt` are plain text, not escaped.
    """

    id: str
    kind: str
    title: str
    subtitle: str
    source: str
    alt: str
    plotly: Plain = field(default_factory=dict)
    narrow: Plain = field(default_factory=dict)
    columns: Mapping[str, Sequence[object]] = field(default_factory=dict)
    shown: Mapping[str, Sequence[object]] = field(default_factory=dict)
    missing: str | None = None
    height: int = 0
    narrow_height: int = 0

    @property
    def frame(self) -> pd.DataFrame:
        """The drawn values as a frame, one row a mark. Built on demand: a frame costs more than a figure."""
        import pandas as pd  # noqa: PLC0415 - 10,000 result pages need the figure and not the frame

        return pd.DataFrame(dict(self.columns))

    def json(self) -> bytes:
        """The file that the browser loads: {"data", "layout", "narrow"}, compact, keys sorted."""
        content = {**self.plotly, "narrow": self.narrow}
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
