"""MR326: the components of a run stand there once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import RESULTS, Run, runs, sequence, text
from generator.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.source import Document


@rule("MR326", "repeated-component", severity=Severity.ERROR, since="2026-11-22", kinds=(RESULTS,))
def repeated_component(document: Document) -> Iterator[Hit]:
    """A component of a run stands twice among its resources.

    What it finds
    -------------
    Two entries of a run's `resources` with the same `component`, `role` and `statistic`.

    Why it matters
    --------------
    CPU and memory of all components are added up: one that stands twice is counted twice, and the mesh seems to cost more than
    it does. An average beside a maximum is no repetition; replicas are either one entry or have names of their own.

    Wrong
    -----
    ```yaml
    resources:
      - {component: istio-proxy of echo, role: sidecar, cpu_mcores: 210, statistic: average}
      - {component: istio-proxy of echo, role: sidecar, cpu_mcores: 210, statistic: average}
    ```

    Right
    -----
    ```yaml
    resources:
      - {component: istio-proxy of echo, role: sidecar, cpu_mcores: 210, statistic: average}
      - {component: istio-proxy of echo, role: sidecar, cpu_mcores: 340, statistic: max}
    ```
    """
    for run in runs(document):
        yield from _repeated(document, run)


def _repeated(document: Document, run: Run) -> Iterator[Hit]:
    first: dict[tuple[str | None, ...], int] = {}
    for index, entry in enumerate(sequence(run.measurement, "resources")):
        component, role, statistic = (text(entry, key) for key in ("component", "role", "statistic"))
        if first.setdefault((component, role, statistic), index) == index:
            continue
        what = f"the {statistic}" if statistic else "an amount"
        message = f"{what} of {component} ({role}) stands there already, expected each component once"
        hint = "remove the repetition; replicas are one entry with their sum, or have names of their own"
        related = ((document.path, run.at("measurement", "resources", first[component, role, statistic])),)
        yield Hit(pointer=run.at("measurement", "resources", index), message=message, hint=hint, related=related)
