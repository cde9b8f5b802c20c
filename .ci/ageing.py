"""Reports what grows old: results, releases at their end of support, stale conformance reports. `ageing.py [FOLDER]`, in Markdown.

It fails on nothing: age is no fault. A curator reads it, and the working group decides what to measure anew.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from generator.conformance import survey
from generator.conformance.values import Standing
from generator.load import load
from generator.model import Catalogue, Mesh, MeshKind, Release
from generator.times import today

OLD = timedelta(days=730)
"""From this age on a result leaves headlines."""
SOON = timedelta(days=90)
Row = tuple[str, ...]


def report(catalogue: Catalogue, day: date) -> str:
    """What is old on that day, in Markdown."""
    parts = (
        ("Results that left headlines, or will soon", ("submission", "mesh", "runs", "newest", "why"), _results),
        ("Releases at their end of support", ("mesh", "version", "end of support", "state"), _releases),
        ("Conformance reports that are not current", ("report", "mesh", "date", "why"), _reports),
        ("Meshes without a release in the registry", ("mesh",), _without_release),
    )
    tables = [_table(title, head, sorted(set(rows(catalogue, day)))) for title, head, rows in parts]
    return f"# What grows old, on {day.isoformat()}\n\n" + "\n".join(tables)


def _table(title: str, head: Row, rows: Sequence[Row]) -> str:
    if not rows:
        return f"## {title}\n\nNone.\n"
    lines = [head, tuple("---" for _ in head), *(tuple(map(_cell, row)) for row in rows)]
    return f"## {title}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(text: str) -> str:
    """Text that is no markup: it comes from submitted files."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return "".join(f"\\{character}" if character in "\\`*_{}[]()#+!|<>@~$" else character for character in plain)


def _results(catalogue: Catalogue, day: date) -> Iterator[Row]:
    for submission in catalogue.submissions.values():
        of_mesh: dict[tuple[str, str], list[date | None]] = {}
        for result in submission.results:
            at = None if result.start_time is None else result.start_time.at.date()
            of_mesh.setdefault((result.subject.mesh, result.subject.version or ""), []).append(at)
        for (mesh, version), days in of_mesh.items():
            newest = max((each for each in days if each is not None), default=None)
            release = _release(catalogue.meshes[mesh], version)
            if why := "; ".join(_why(newest, release, day)):
                said = "not reported" if newest is None else newest.isoformat()
                yield submission.id, f"{mesh} {version}".strip(), str(len(days)), said, why


def _why(newest: date | None, release: Release | None, day: date) -> Iterator[str]:
    if newest is None:
        yield "no date"
    elif newest + OLD < day + SOON:
        yield "older than two years" if newest + OLD < day else f"two years old on {(newest + OLD).isoformat()}"
    if release is not None and release.end_of_support is not None and release.end_of_support < day + SOON:
        yield f"support of the version {_ends(release.end_of_support, day)}"


def _ends(end: date, day: date) -> str:
    return f"{'ended' if end < day else 'ends'} on {end.isoformat()}"


def _release(mesh: Mesh, version: str) -> Release | None:
    return next((each for each in mesh.releases if each.version == version), None)


def _releases(catalogue: Catalogue, day: date) -> Iterator[Row]:
    for mesh in catalogue.meshes.values():
        for release in mesh.releases:
            end = release.end_of_support
            if end is None:
                yield mesh.id, release.version, "not known", "look it up"
            elif end < day + SOON:
                yield mesh.id, release.version, end.isoformat(), "ended" if end < day else "ends soon"


def _without_release(catalogue: Catalogue, _: date) -> Iterator[Row]:
    yield from ((each.id,) for each in catalogue.meshes.values() if not each.releases and each.kind is MeshKind.MESH)


def _reports(catalogue: Catalogue, day: date) -> Iterator[Row]:
    for outcome in survey(catalogue, day).outcomes.values():
        if outcome.standing not in {Standing.CURRENT, Standing.HISTORIC}:
            at = outcome.report.date
            said = "not reported" if at is None else at.at.date().isoformat()
            yield outcome.report.id, outcome.report.mesh, said, outcome.standing_reason


def main(folder: str = ".") -> int:
    """Write the report to the summary of the workflow's run, or print it."""
    text = report(load(Path(folder)).catalogue, today())
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary is None:
        print(text)
    else:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
