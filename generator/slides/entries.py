"""What may be put into a deck: a chart as of now, or as it was pinned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import addresses
from generator.charts import Chart
from generator.charts.picture import short_address
from generator.charts.pins import chart_of, left
from generator.numbers import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.model import Catalogue, Dispute, Pin


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A chart with its page and short address, relative to the site's root; `remarks` are sentences that must stand on its slide."""

    chart: Chart
    path: str
    short: str
    remarks: tuple[str, ...] = ()


def of_chart(chart: Chart, disputes: Iterable[Dispute] = ()) -> Entry:
    """The chart as it is now, with a remark for each of the disputes that is open and about something in it."""
    return Entry(
        chart=chart,
        path=addresses.chart_path(chart.id),
        short=short_address(chart.id),
        remarks=_disputed(chart, disputes),
    )


def of_pin(pin: Pin, catalogue: Catalogue) -> Entry:
    """The chart as it was pinned, with the day, what of it has been taken back since, and what is disputed now."""
    chart, gone = chart_of(pin), [each.name for each in left(pin, catalogue)]
    named = listed(gone[:3] if len(gone) < 4 else [*gone[:2], f"{len(gone) - 2} more"])
    return Entry(
        chart=chart,
        path=addresses.pin_path(pin.chart, pin.hash),
        short=f"{short_address(pin.chart)}{pin.hash}/",
        remarks=(
            *((f"Holds what stands no longer: {named}.",) if gone else ()),
            *_disputed(chart, catalogue.disputes.values()),
            f"As of {pin.pinned.isoformat()}.",
        ),
    )


def _disputed(chart: Chart, disputes: Iterable[Dispute]) -> tuple[str, ...]:
    return tuple(
        f"Disputed since {each.date.isoformat()} by {each.author.name}, not decided yet."
        for each in disputes
        if each.is_open and any(each.concerns(name) for name in chart.results)
    )
