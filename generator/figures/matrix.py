"""A suite's matrix as a figure: a row for each mesh, its newest report that stands, a shape and words for each level."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import versions
from generator.conformance.values import Standing
from generator.conformance.words import CASE_STATES, STANDINGS, columns, count_of, level_of, version
from generator.conformance.worst import worst
from generator.figures import words
from generator.figures.draw import CHARACTER_PX, label, note
from generator.figures.figure import Figure
from generator.figures.rows import LINE_PX, NARROW_PX, WIDE_PX
from generator.model import CaseStatus
from generator.numbers import NOT_REPORTED, listed, plural
from generator.suite import TITLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.conformance.values import Count, Outcome, Survey
    from generator.model import Mesh

COLOURS = {
    CaseStatus.PASSED: "#009E73",
    CaseStatus.PARTIAL: "#B87400",
    CaseStatus.FAILED: "#CC3311",
}
NEUTRAL = "#808080"
"""All four have a contrast of three or more to both grounds."""
SYMBOLS = {
    CaseStatus.PASSED: "circle",
    CaseStatus.PARTIAL: "circle-open",
    CaseStatus.FAILED: "x",
    CaseStatus.NOT_RUN: "circle-open",
    CaseStatus.NOT_CLAIMED: "line-ew-open",
    CaseStatus.VERSION_NOT_SERVED: "square-open",
    None: "circle",
}
"""The shapes of the matrix on the page; half of a partial one is filled by a shape of the layout, and what is not known is a small dot."""
_HALF = "M0,-7C-9.3,-7,-9.3,7,0,7Z"
_CAPABILITY = {"full": CaseStatus.PASSED, "half": CaseStatus.PARTIAL, "none": CaseStatus.FAILED}
_SIGN_PX = 16
_PAD_PX = 14
_NAME, _SHORT_NAME, _NARROW_NAME = 48, 30, 42
"""Characters in a line of a row's name: beside few columns, beside many, above them."""
_FEW, _MOST = 3, 4
"""Columns beside which names may be long, and that fit a phone side by side."""
_LEAST, _WORD = 8, 12
"""Characters of the shortest line of a cell, and of the longest word that may stick out of one."""
_BOUND = re.compile(r"(?<=[0-9]) (?=[a-z])")
"""The blank between a number and what it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What became of the cases of a level; `status` is None where that is not known."""

    status: CaseStatus | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A mesh in a version, what its report is of (`about`), and its cells in the order of the heads."""

    name: str
    about: str
    outcome: Outcome
    cells: tuple[Cell, ...]


def standing(survey: Survey, suite: str) -> tuple[Outcome, ...]:
    """The report that a mesh's row is of, for each mesh with one that stands and is no history: of several channels the worst.

    The newest version of the specification comes first, one that is not known last; then by mesh.
    """
    newest = (survey.newest(mesh, suite) for mesh in survey.by_mesh)
    found = sorted((worst(each) for each in newest if each), key=lambda each: each.report.mesh)
    dated = sorted(found, key=lambda each: versions.order(_edition(each)), reverse=True)
    return tuple(sorted(dated, key=lambda each: each.standing is Standing.UNKNOWN))


def _edition(outcome: Outcome) -> str:
    reported = outcome.report.suite_version or ""
    return versions.minor(reported) or reported


def for_matrix(survey: Survey, suite: str, meshes: Mapping[str, Mesh]) -> Figure:
    """The matrix of a suite; what is missing where no report of it stands."""
    shown = standing(survey, suite)
    every = _heads(survey, suite, shown)
    heads = dict(list(every.items())[:_MOST])
    rows = [_row(outcome, suite, meshes[outcome.report.mesh], heads) for outcome in shown]
    figure = Figure(
        id="matrix",
        kind="matrix",
        title=f"{TITLES[suite]} conformance: {finding(shown, suite)}",
        subtitle=" ".join([*_subtitle(survey, suite, shown, meshes), *_undrawn(list(every.values())[_MOST:])]),
        source=_source(suite, shown),
        alt=f"A table of shapes and counts: for each mesh what became of the {TITLES[suite]} cases. The table below says the same.",
    )
    if not rows:
        return replace(figure, title=f"{TITLES[suite]} conformance", missing=_missing(survey, suite))
    if not heads:
        return replace(figure, missing=f"No report that stands names a group of {TITLES[suite]} cases that is known.")
    return _drawn(figure, rows, list(heads.values()))


def _heads(survey: Survey, suite: str, shown: Sequence[Outcome]) -> dict[tuple[str, str], str]:
    """The columns by profile and level, or by specification, with their words."""
    if suite == "gateway-api":
        return {(name, level): f"{name} {level}" for name, level in columns(shown)}
    titles = {group.id: group.title for outcome in shown for group in outcome.groups}
    ordered = (name for edition in survey.matrices[suite].editions for name in edition.groups)
    return {(name, "core"): titles[name] for name in dict.fromkeys(ordered) if name in titles}


def _row(outcome: Outcome, suite: str, mesh: Mesh, heads: Mapping[tuple[str, str], str]) -> Row:
    report = outcome.report
    api = f"{'API' if suite == 'gateway-api' else 'specification'} {version(report.suite_version)}"
    mode = None if report.mode == "default" else report.mode
    age = None if outcome.standing is Standing.CURRENT else STANDINGS[outcome.standing]
    when = words.months([report.date]) or "date not reported"
    cell = _level_cell if suite == "gateway-api" else _group_cell
    return Row(
        name=f"{mesh.name} {version(report.version)}",
        about=", ".join(part for part in (api, report.channel, mode, report.role, when, age) if part),
        outcome=outcome,
        cells=tuple(cell(outcome, name, level) for name, level in heads),
    )


def _level_cell(outcome: Outcome, name: str, level: str) -> Cell:
    group = outcome.profile(name)
    count: Count | None = None if group is None else getattr(group, level)
    if count is None:
        return Cell(status=None, words="not in the report" if group is None else "no such cases")
    return Cell(status=count.status, words=level_of(count))


def _group_cell(outcome: Outcome, name: str, _level: str) -> Cell:
    group = outcome.group(name)
    told = next((each.capability for each in outcome.report.specifications if each.id == name), None)
    if group is not None and group.core is not None:
        return Cell(status=group.core.status, words=count_of(group.core))
    if told is not None:
        return Cell(status=_CAPABILITY.get(told), words=f"{told} as reported")
    return Cell(status=None, words=NOT_REPORTED)


def finding(shown: Sequence[Outcome], suite: str) -> str:
    """How many of the meshes passed what every mesh must: `6 of 6 meshes passed every core case that their report counts`."""
    passed = sum(_passed(outcome) for outcome in shown)
    core = "core case" if suite == "gateway-api" else "case"
    return f"{passed} of {plural(len(shown), 'mesh', 'meshes')} passed every {core} that {'its' if len(shown) == 1 else 'their'} report counts"


def _passed(outcome: Outcome) -> bool:
    """Whether every core case of every profile was counted and passed, and there was one."""
    counts = [group.core for group in outcome.groups if group.core is not None and group.core.total != 0]
    return bool(counts) and all(map(_sure, counts))


def _sure(count: Count) -> bool:
    return count.complete and not count.disagrees and count.status is CaseStatus.PASSED


_SURVIVORS = frozenset({"gateway-api"})
"""Suites whose reports come from where only those are published in which enough passed (the suite file's limits say so)."""


def _subtitle(survey: Survey, suite: str, shown: Sequence[Outcome], meshes: Mapping[str, Mesh]) -> list[str]:
    """What is drawn, what makes rows unlike each other, and what is left out."""
    several = any(len(survey.newest(each.report.mesh, suite)) > 1 for each in shown)
    choice = ", of several channels or modes the worst" if several else ""
    what = "API" if suite == "gateway-api" else "specification"
    said = [f"The newest report of each mesh{choice}: cases passed of those counted."]
    if len({_edition(each) for each in shown}) > 1:
        said.append(f"Rows of different versions of the {what} are no ranking: their cases differ.")
    if suite in _SURVIVORS:
        said.append("Reports of failures are not published upstream.")
    unlike = [meshes[each.report.mesh].name for each in shown if any(group.fits is False for group in each.groups)]
    if unlike:
        said.append(f"Other tests ran than those of the release: {listed(unlike)}.")
    gone = [meshes[mesh].name for mesh, line in survey.by_mesh.items() if suite in line and not survey.newest(mesh, suite)]  # fmt: skip
    if gone:
        said.append(f"Left out, since no report stands: {listed(gone)}.")
    return said


def _undrawn(heads: Sequence[str]) -> list[str]:
    return [f"Not drawn: {listed(heads)}."] if heads else []


def _source(suite: str, shown: Sequence[Outcome]) -> str:
    when = words.months([each.report.date for each in shown])
    return f"{plural(len(shown), 'report')} of {TITLES[suite]} conformance{', ' if when else ''}{when}" if shown else ""


def _missing(survey: Survey, suite: str) -> str:
    known = survey.matrices[suite].outcomes
    if not known:
        return f"No report of {TITLES[suite]} conformance is published yet."
    historic = sum(each.standing is Standing.HISTORIC for each in known)
    why = "historic and unverified" if historic == len(known) else "historic, disputed or withdrawn"
    all_are = "the one that is known is" if len(known) == 1 else f"all {len(known)} that are known are"
    return f"No report of {TITLES[suite]} conformance stands: {all_are} {why}."


def _drawn(figure: Figure, rows: Sequence[Row], heads: Sequence[str]) -> Figure:
    wide, narrow = _Form.wide(rows, heads), _Form.narrow(rows, heads)
    return replace(
        figure,
        plotly={"data": [_trace(rows, heads)], "layout": wide.layout(rows, heads)},
        narrow=narrow.layout(rows, heads),
        columns={
            "mesh": [f"{row.name} ({row.about})" for row in rows],
            **{head: [row.cells[at].words for row in rows] for at, head in enumerate(heads)},
        },
        height=wide.height,
        narrow_height=narrow.height,
    )


def _trace(rows: Sequence[Row], heads: Sequence[str]) -> Mapping[str, object]:
    placed = [(x, y, row, cell) for y, row in enumerate(rows) for x, cell in enumerate(row.cells)]
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "cliponaxis": False,
        "x": [x for x, _, _, _ in placed],
        "y": [y for _, y, _, _ in placed],
        "marker": {
            "symbol": [SYMBOLS[cell.status] for *_, cell in placed],
            "size": [5 if cell.status is None else 14 for *_, cell in placed],
            "color": [COLOURS.get(cell.status, NEUTRAL) if cell.status else NEUTRAL for *_, cell in placed],
            "opacity": 1,
            "line": {"width": 2},
        },
        "hovertext": [_hover(row, heads[x], cell) for x, _, row, cell in placed],
        "hoverinfo": "text",
    }


def _hover(row: Row, head: str, cell: Cell) -> str:
    state = f" ({CASE_STATES[cell.status]})" if cell.status else ""
    return f"<b>{label(row.name)}</b><br>{label(row.about)}<br>{label(head)}: {label(cell.words)}{state}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """The wide form with names beside the rows, or the narrow one with names above them; everything in pixels.

    `above_px` and `below_px` are a row's room over and under its marks; `characters` is how many fit into a cell's line, `wrap` into
    a name's.
    """

    above_px: float
    below_px: float
    head_px: float
    characters: int
    wrap: int
    named: bool
    count: int

    @classmethod
    def wide(cls, rows: Sequence[Row], heads: Sequence[str]) -> _Form:
        """Names at the left, in two lines or more."""
        wrap = _NAME if len(heads) <= _FEW else _SHORT_NAME
        longest = min(max(len(text) for row in rows for text in (row.name, row.about)), wrap)
        characters = _characters((WIDE_PX + 16 - longest * CHARACTER_PX) / len(heads))
        lines = max(_name(row, wrap).count("<br>") + 1 for row in rows)
        half = max(lines, _most_lines(rows, characters)) * LINE_PX / 2 + 5
        head = _most([_head(head, characters) for head in heads]) * LINE_PX + 10
        return cls(
            above_px=half, below_px=half, head_px=head, characters=characters, wrap=wrap, named=False, count=len(rows)
        )

    @classmethod
    def narrow(cls, rows: Sequence[Row], heads: Sequence[str]) -> _Form:
        """Names above the marks."""
        characters = _characters(NARROW_PX / len(heads))
        half = _most_lines(rows, characters) * LINE_PX / 2 + 6
        lines = max(_name(row, _NARROW_NAME).count("<br>") + 1 for row in rows)
        head = _most([_head(head, characters) for head in heads]) * LINE_PX + 10
        above = half + lines * LINE_PX + 6
        return cls(
            above_px=above,
            below_px=half,
            head_px=head,
            characters=characters,
            wrap=_NARROW_NAME,
            named=True,
            count=len(rows),
        )

    @property
    def row_px(self) -> float:
        """The height of a row."""
        return self.above_px + self.below_px

    @property
    def height(self) -> int:
        """The figure's height."""
        return round(self.head_px + self.row_px * self.count + _PAD_PX)

    def layout(self, rows: Sequence[Row], heads: Sequence[str]) -> Mapping[str, object]:
        """The layout of that form, whole."""
        places = range(len(rows))
        return {
            "height": self.height,
            "margin": {"l": 8, "r": 8, "t": self.head_px, "b": _PAD_PX},
            "hovermode": "closest",
            "showlegend": False,
            "xaxis": {"range": [-10 / 220, len(heads) - 10 / 220], **_BARE, "showticklabels": False},
            "yaxis": {
                "range": [len(rows) - 1 + self.below_px / self.row_px, -self.above_px / self.row_px],
                "tickvals": list(places),
                "ticktext": [_name(row, self.wrap) for row in rows],
                "ticklabelstandoff": 14,
                "showticklabels": not self.named,
                **_BARE,
            },
            "shapes": [*self._rules(len(rows)), *_halves(rows)],
            "annotations": [*self._head_notes(heads), *self._words(rows), *(self._names(rows) if self.named else ())],
        }

    def _rules(self, count: int) -> list[dict[str, object]]:
        """A thin line above each row."""
        place = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "opacity": 0.25, "layer": "below"}
        at = self.above_px / self.row_px
        return [{**place, "y0": row - at, "y1": row - at} for row in range(count)]

    def _head_notes(self, heads: Sequence[str]) -> list[dict[str, object]]:
        place = {
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "yshift": 4,
            "xref": "x",
            "xanchor": "left",
            "xshift": -7,
        }
        return [
            note(f"<b>{'<br>'.join(map(label, _head(head, self.characters)))}</b>", x=at, align="left", **place)
            for at, head in enumerate(heads)
        ]

    def _words(self, rows: Sequence[Row]) -> list[dict[str, object]]:
        place = {"xref": "x", "xanchor": "left", "xshift": 12, "yref": "y", "yanchor": "middle", "align": "left"}
        return [
            note("<br>".join(map(label, _wrapped(cell.words, self.characters))), x=x, y=y, **place)
            for y, row in enumerate(rows)
            for x, cell in enumerate(row.cells)
        ]

    def _names(self, rows: Sequence[Row]) -> list[dict[str, object]]:
        place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "y", "yanchor": "bottom", "align": "left"}
        return [note(_name(row, self.wrap), y=at, yshift=self.below_px, **place) for at, row in enumerate(rows)]


_BARE = {"fixedrange": True, "showgrid": False, "zeroline": False, "showline": False}


def _name(row: Row, characters: int) -> str:
    """A row's name, and below it what its report is of."""
    return f"<b>{label(row.name, characters)}</b><br>{label(row.about, characters)}"


def _characters(cell_px: float) -> int:
    return max(int((cell_px - _SIGN_PX - 8) / CHARACTER_PX), _LEAST)


def _head(text: str, characters: int) -> list[str]:
    """A head stands over the marks too, and is bold: about as much of it fits as of the words beside a mark."""
    return _wrapped(text, characters)


def _wrapped(text: str, characters: int) -> list[str]:
    """Lines of a cell: a number stays with what it counts where there is room, and only a word of no language is cut."""
    bound = _BOUND.sub("\u00a0", text)
    chosen = bound if max(map(len, bound.split(" "))) <= characters else text
    cut = max(map(len, text.split(" "))) > _WORD
    return textwrap.wrap(chosen, characters, break_long_words=cut, break_on_hyphens=cut) or [text]


def _most(texts: Sequence[Sequence[str]]) -> int:
    return max(len(lines) for lines in texts)


def _most_lines(rows: Sequence[Row], characters: int) -> int:
    return _most([_wrapped(cell.words, characters) for row in rows for cell in row.cells])


def _halves(rows: Sequence[Row]) -> list[dict[str, object]]:
    """What fills the left half of each ring that means partial."""
    look = {"type": "path", "path": _HALF, "fillcolor": COLOURS[CaseStatus.PARTIAL], "line": {"width": 0}}
    place = {"xref": "x", "yref": "y", "xsizemode": "pixel", "ysizemode": "pixel"}
    return [
        {**look, **place, "xanchor": x, "yanchor": y}
        for y, row in enumerate(rows)
        for x, cell in enumerate(row.cells)
        if cell.status is CaseStatus.PARTIAL
    ]
