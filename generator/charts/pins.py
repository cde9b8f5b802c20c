"""Charts to pins and back: what a chart shows on one day, as a document that can be committed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from generator import addresses, pin_form
from generator.charts.chart import Chart
from generator.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.figures.figure import Plain
    from generator.model import Catalogue, Pin

KIND = "chart-pin/v1"
_ANY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A result or report that a pin shows and that stands no longer: its address, its page (empty where it has none), its state."""

    name: str
    path: str
    state: str


def document(chart: Chart, day: date) -> dict[str, object]:
    """The chart as a document of kind chart-pin/v1, pinned on that day; the chart has something to draw."""
    figure = chart.figure
    form = {**figure.plotly, "narrow": figure.narrow, "columns": figure.columns, "shown": figure.shown}
    first, last = (None, None) if chart.measured is None else (each.isoformat() for each in chart.measured)
    shown: dict[str, object] = {
        "chart": chart.id,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "finding": chart.finding,
        "caveats": list(chart.caveats),
        "source": figure.source,
        "alt": figure.alt,
        "home": chart.home,
        "home_title": chart.home_title,
        "section": chart.section,
        "measured_from": first,
        "measured_to": last,
        "results": list(chart.results),
        "meshes": list(chart.meshes),
        "demonstration": chart.demonstration,
        "figure": figure.id,
        "figure_kind": figure.kind,
        "height": figure.height,
        "narrow_height": figure.narrow_height,
        "form": pin_form.pieces(form),
    }
    return {"kind": KIND, "hash": pin_form.content_hash(shown), "pinned": day.isoformat(), **shown}


def hash_of(chart: Chart) -> str:
    """The hash under which the chart would be pinned as it is now."""
    return str(document(chart, _ANY)["hash"])


def file(pin: Mapping[str, object]) -> tuple[str, bytes]:
    """The path in the repository of a pin's document, and its bytes."""
    path = f"results/pins/{pin['chart']}-{pin['hash']}.json"
    return path, (json.dumps(pin, indent=1, ensure_ascii=False) + "\n").encode()


def chart_of(pin: Pin) -> Chart:
    """The chart that a pin shows."""
    form = pin.form
    figure = Figure(
        id=pin.figure,
        kind=pin.figure_kind,
        title=pin.title,
        subtitle=pin.subtitle,
        source=pin.source,
        alt=pin.alt,
        plotly={"data": form["data"], "layout": form["layout"]},
        narrow=cast("Plain", form["narrow"]),
        columns=cast("Mapping[str, Sequence[object]]", form["columns"]),
        shown=cast("Mapping[str, Sequence[object]]", form["shown"]),
        height=pin.height,
        narrow_height=pin.narrow_height,
    )
    return Chart(
        id=pin.chart,
        figure=figure,
        finding=pin.finding,
        caveats=pin.caveats,
        home=pin.home,
        home_title=pin.home_title,
        section=pin.section,
        measured=pin.measured,
        results=pin.results,
        meshes=pin.meshes,
        demonstration=pin.demonstration,
    )


def left(pin: Pin, catalogue: Catalogue) -> tuple[Left, ...]:
    """What the pin shows and what stands no longer, in the pin's order."""
    return tuple(each for name in pin.results if (each := _left(catalogue, name)) is not None)


def _left(catalogue: Catalogue, name: str) -> Left | None:
    if name in catalogue.patterns:
        return None
    report = catalogue.reports.get(name)
    if report is not None:
        path, state = addresses.report_path(name), report.state
    else:
        submission = catalogue.submissions.get(name.partition("/")[0])
        result = next((each for each in submission.results if each.address == name), None) if submission else None
        if result is None:
            return Left(name=name, path="", state="removed")
        path, state = addresses.result_path(name), result.state
    return None if state.ranks else Left(name=name, path=path, state=state.value)
