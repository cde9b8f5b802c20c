"""Results as rows of a native table: the same columns on every page, those that the explorer shows at first.

Plain string assembly: complete lists hold every result several times.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from generator import addresses
from generator.explorer import COLUMNS, FULL_LOAD, REASONS, Column, measured_by
from generator.model import Result, State
from generator.numbers import NOT_REPORTED, signed, three

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.pages.index import Index
    from generator.pages.rendering import Link

SHOWN: tuple[Column, ...] = tuple(column for column in COLUMNS if column.shown)


DAY = len("2024-04-10")
"""So much of a date is shown; the time of day stands on the result's own page and in the files."""
LINKED = ("label", "group_title")
"""The columns that hold links: the first and the last, so that all between them is the same on every page."""
WITHOUT_GROUP = tuple(column for column in SHOWN if column.name != "group_title")


@cache
def head(columns: tuple[Column, ...] = SHOWN) -> Markup:
    """The head's cells, named for the explorer's script."""
    return Markup("").join(_head(column) for column in columns)


def _head(column: Column) -> Markup:
    unit = Markup(' <span class="mr-unit">{}</span>').format(column.unit) if column.unit else ""
    number = Markup(' class="mr-num"') if column.kind == "number" else ""
    return Markup('<th scope="col"{} data-column="{}">{}{}</th>').format(number, column.name, column.title, unit)


def rows(index: Index, results: Iterable[Result], link: Link, columns: tuple[Column, ...] = SHOWN) -> Markup:
    """The body's rows, in the order given."""
    below = link(addresses.EXPLORER)
    grouped = any(column.name == "group_title" for column in columns)
    # Every cell is escaped where it is made.
    return Markup("\n".join(_row(index, result, below, grouped=grouped) for result in results))  # noqa: S704


def _row(index: Index, result: Result, below: str, *, grouped: bool) -> str:
    group = _group_cell(index, result, below) if grouped else ""
    rest = index.cells.get(result.address)
    if rest is None:
        rest = "".join(_cell(index, result, column) for column in SHOWN if column.name not in LINKED)
        index.cells[result.address] = rest
    name = f'<th scope="row"><a href="{below}results/{result.address}/">{swatch(index, result)}</a></th>'
    return f"<tr>{name}{rest}{group}</tr>"


def table(
    index: Index,
    results: Sequence[Result],
    link: Link,
    caption: str,
    *,
    identifier: str = "results-table",
    columns: tuple[Column, ...] = SHOWN,
) -> Markup:
    """A table of the results, in the order given."""
    long = " mr-table--fixed-head" if len(results) > 30 else ""
    return Markup(
        '<div class="mr-table-wrap" role="region" aria-labelledby="{0}" tabindex="0">'
        '<table class="mr-table mr-explorer__table{1}"><caption id="{0}">{2}</caption><thead><tr>{3}</tr></thead>\n<tbody>{4}</tbody></table></div>'
    ).format(identifier, long, caption, head(columns), rows(index, results, link, columns))


def _cell(index: Index, result: Result, column: Column) -> str:
    if column.name == "measured_by":
        record = index.records[result.address]
        return f'<td class="mr-who">{escape(measured_by(record["measured_by"], record["relationship"]))}</td>'
    if column.name == "flags":
        return f"<td>{_flags(index, result)}</td>"
    if why := _why_none(index, result, column.name):
        return f'<td class="mr-num mr-none">{escape(why)}</td>'
    value = index.records[result.address].get(column.name)
    if value is None or value != value:  # noqa: PLR0124 - NaN differs from itself
        return f'<td class="{"mr-num mr-none" if column.kind == "number" else "mr-none"}">{NOT_REPORTED}</td>'
    if column.kind == "number":
        number = float(str(value))
        return f'<td class="mr-num">{signed(number) if column.signed else three(number)}</td>'
    return f"<td>{escape(str(value)[:DAY] if column.name == 'date' else str(value))}</td>"


def _why_none(index: Index, result: Result, column: str) -> str | None:
    """Why a number cannot be there, None where it could."""
    match column:
        case "offered_rps" if result.test.workload.offered == "full-load":
            return FULL_LOAD
        case _ if why := index.records[result.address].get(REASONS.get(column, "")):
            return str(why)
    return None


def swatch(index: Index, result: Result) -> str:
    """What was measured, with its colour and marker."""
    style = index.style(result)
    return (
        f'<span class="mr-mesh"><span class="mr-swatch" data-colour="{style.colour}" data-marker="{style.marker}" '
        f'style="--mr-colour:{style.colour}"></span>{escape(index.label(result))}</span>'
    )


def _group_cell(index: Index, result: Result, below: str) -> str:
    group = index.group(result)
    if group is None:
        return '<td class="mr-none">in no comparison</td>'
    return f'<td class="mr-wide"><a href="{below}groups/{group.id}/">{escape(group.title)}</a></td>'


def _flags(index: Index, result: Result) -> str:
    flags = [
        f'<span class="mr-flag mr-flag--{flag.kind.value}{" mr-flag--excludes" if flag.excludes else ""}" '
        f'title="{escape(flag.sentence)}">{escape(flag.label)}</span>'
        for flag in index.flags(result)
    ]
    if not flags and result.state is State.PUBLISHED:
        return '<span class="mr-none">none</span>'
    return " ".join(flags)
