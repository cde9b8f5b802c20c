"""What became of each case of the SMI suite, as far as a result says it.

Meshery reports a specification as a whole; which cases passed follows from the step at which it failed, since the steps run one after
the other and the first failure ends them. Where no step is named the cases are not named either: that is not the same as passed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.model import CaseStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.suite import SuiteGroup, SuiteVersion

# kuttl names a step by its number and the name of its file: "failed in step 4-install".
_STEP = re.compile(r"\bstep[ #:]*([0-9]{1,4})\b", re.IGNORECASE)
_NOT_SERVED = "no matches for kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was reported of one specification: result passed or failed, capability full, half or none."""

    result: str | None
    capability: str | None
    reason: str | None


def cases(
    version: SuiteVersion, outcomes: Mapping[str, Outcome], declared: Sequence[str] | None
) -> tuple[tuple[Mapping[str, object], ...], tuple[str, ...]]:
    """The cases of the suite with their status, of each specification all or none; and why those of the others can't be named."""
    found: list[Mapping[str, object]] = []
    unnamed: list[str] = []
    for group in version.groups:
        if declared is not None and group.id not in declared:
            found += _all(group, CaseStatus.NOT_CLAIMED)
        elif fault := _fault(group, outcomes.get(group.id)):
            unnamed.append(f"{group.id}: {fault}")
        else:
            found += _of(group, outcomes[group.id])
    return tuple(found), tuple(unnamed)


def _fault(group: SuiteGroup, outcome: Outcome | None) -> str | None:
    """Why the cases of the group can't be named, if they can't."""
    if outcome is None:
        return "not in the result (where the mesh does not claim it, say what it claims with --declared)"
    if _passed(outcome):
        return None
    if outcome.result is None and outcome.capability is None:
        return "neither a result nor a capability was reported"
    if outcome.result == "passed":
        return "passed with half of the capability"
    step = _step(outcome)
    if step is None:
        return "the reason names no step"
    return None if 1 <= step <= len(group.cases) else f"there is no step {step}, the suite has {len(group.cases)}"


def _passed(outcome: Outcome) -> bool:
    said = {outcome.result, outcome.capability}
    return bool(said & {"passed", "full"}) and not said & {"failed", "half", "none"}


def _step(outcome: Outcome) -> int | None:
    found = _STEP.search(outcome.reason or "")
    return int(found[1]) if found else None


def _of(group: SuiteGroup, outcome: Outcome) -> Iterator[Mapping[str, object]]:
    step = _step(outcome)
    if _passed(outcome) or step is None:
        yield from _all(group, CaseStatus.PASSED)
        return
    served = _NOT_SERVED not in (outcome.reason or "")
    for number, case in enumerate(group.cases, start=1):
        if number < step:
            yield {"id": case.id, "status": CaseStatus.PASSED.value}
        elif number > step:
            yield {"id": case.id, "status": CaseStatus.NOT_RUN.value}
        else:
            status = CaseStatus.FAILED if served else CaseStatus.VERSION_NOT_SERVED
            yield {"id": case.id, "status": status.value, "reason": outcome.reason}


def _all(group: SuiteGroup, status: CaseStatus) -> list[Mapping[str, object]]:
    return [{"id": case.id, "status": status.value} for case in group.cases]
