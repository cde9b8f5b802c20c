"""The value behind a chart's page, picture, slide and pin: a figure with all that must be said wherever it is shown alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from generator.figures import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A figure that stands on a page of the site, with its permanent id and its words. All texts are plain, not escaped.

    `id` is `<owner>--<figure>`; neither part depends on which results there are, so it stays when results are added.
    `finding` is one sentence, no stronger than the runs behind it; `caveats` are sentences. `home` is the path of the page
    that the chart belongs to, `home_title` its title, `section` its section. `measured` are the days of the first and the last run of
    known date, `results` the addresses of what is drawn: of results (submission/result) or of reports (id). `meshes` are
    ids of the registry. `demonstration` says that it was made to show a method: such a chart gets no link preview and no slide.
    """

    id: str
    figure: Figure
    finding: str
    caveats: tuple[str, ...]
    home: str
    home_title: str
    section: str
    measured: tuple[date, date] | None
    results: tuple[str, ...]
    meshes: tuple[str, ...]
    demonstration: bool = False

    @property
    def drawn(self) -> bool:
        """Whether there is a picture; else the figure says what is missing."""
        return self.figure.missing is None
