"""What a slide is made of, as plain values: its words, and plots or a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

Number = float | None
"""None is a value that was not reported."""


class Form(Enum):
    """The native chart that a plot becomes."""

    BARS = "bars"
    """Horizontal bars, clustered by category, the first category on top."""
    LINES = "lines"
    """A line through each series over categories."""
    POINTS = "points"
    """Points at x and y, joined by lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An axis: its title with the unit, and its ends where they are fixed. `base` makes it logarithmic.

    `form` is the number format of its ticks, `unit` the distance between two. A `bare` axis has neither title nor ticks;
    one that is `silent` leaves room for its title, which stands at a neighbour.
    """

    title: str = ""
    base: int | None = None
    low: float | None = None
    high: float | None = None
    form: str = "General"
    unit: float | None = None
    bare: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series. `values` are its values by category, or its y values at `xs`.

    `low` and `high` are the ends of intervals, empty where none is drawn. `colours` holds one colour (#rrggbb) for all
    points, or one for each; `key` is that of the legend. `hollow` says for each point whether it is drawn as a contour only.
    `forms` are number formats of labels by point, empty without labels.
    """

    name: str
    values: tuple[Number, ...]
    xs: tuple[float, ...] = ()
    low: tuple[Number, ...] = ()
    high: tuple[Number, ...] = ()
    colours: tuple[str, ...]
    key: str
    hollow: tuple[bool, ...] = ()
    forms: tuple[str, ...] = ()
    marker: str | None = None
    dash: str = "solid"
    width_pt: float = 2.25
    listed: bool = True

    def colour(self, at: int) -> str:
        """The colour of a point."""
        return self.colours[at] if len(self.colours) > 1 else self.colours[0]

    def is_hollow(self, at: int) -> bool:
        """Whether a point is drawn as a contour only."""
        return bool(self.hollow) and self.hollow[at]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One native chart. `value` is the axis of the values, `across` that of categories or of x.

    `legend` is the side on which it stands: "t", "r", or "" for none. Without `names` the categories have no labels, since
    they stand beside the plot at its left.
    """

    form: Form
    series: tuple[Series, ...]
    value: Axis
    across: Axis = field(default_factory=Axis)
    categories: tuple[str, ...] = ()
    heading: str = ""
    legend: str = ""
    names: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A native table of texts, each cut to its cell. `fills` are colours by (row, column), rows counted from 0 below the head.

    `widths` are those of the columns in inches; a row has room for `deep` lines; columns of `numbers` stand at the right.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    size_pt: int
    deep: int = 1
    numbers: frozenset[int] = frozenset()
    fills: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What stands between a slide's words: plots, at most three, or a table, or paragraphs of text.

    `key` names colours and marks beside the plots: (colour, sign, name). `remarks` are sentences that a reader of the drawing needs.
    """

    plots: tuple[Plot, ...] = ()
    key: tuple[tuple[str, str, str], ...] = ()
    table: Table | None = None
    text: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide. `title`, `subtitle` and the lines of `foot` fit into their boxes; `notes` are the speaker's, in full.

    `columns` are the figure's values, which every workbook holds beside what its chart draws.
    """

    title: str
    subtitle: str
    drawing: Drawing
    foot: tuple[str, ...]
    notes: str
    columns: Mapping[str, Sequence[object]] = field(default_factory=dict)
