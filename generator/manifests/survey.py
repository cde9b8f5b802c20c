"""Everything that can be said of the manifests of one target: what could not be read, the verdict on each object, and all faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from generator.manifests import policies
from generator.manifests.core import Span
from generator.manifests.objects import Objects, identify
from generator.manifests.references import references
from generator.manifests.schemas import Sources, check
from generator.manifests.validation import MOST_FAULTS
from generator.manifests.values import Check, Fault, State, Thing, Verdict

if TYPE_CHECKING:
    from generator.finding import Finding
    from generator.manifests.reading import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The manifests of one target: its objects, a verdict on each in their order, all faults by place, and what could not be read."""

    things: tuple[Thing, ...]
    verdicts: tuple[Verdict, ...]
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Every apiVersion and kind that the manifests use, once, sorted."""
        return tuple(sorted({(each.api_version, each.kind) for each in self.things}))

    def of(self, state: State) -> tuple[Verdict, ...]:
        """The verdicts of a state: what was not checked must be shown as that."""
        return tuple(each for each in self.verdicts if each.state is state)


def survey(
    manifests: Sequence[Manifest], sources: Sources, span: Span, outside: frozenset[str] = frozenset()
) -> Survey:
    """Survey the manifests of one target. `outside` holds the names of what exists without them (`names_in` of the notes).

    Where a file could not be read, what refers to objects in it would look undefined; references are not judged then.
    """
    named = [identify(each) for manifest in manifests for each in manifest.documents]
    things = tuple(each for each in named if isinstance(each, Thing))
    nameless = [each for each in named if isinstance(each, Fault)]
    objects = Objects(things=things, outside=outside)
    verdicts = tuple(check(each, sources, span) for each in things)
    findings = tuple(each for manifest in manifests for each in manifest.findings)
    related = () if findings or nameless else references(objects)
    found = chain(nameless, *(each.faults for each in verdicts), related, _policies(objects, span))
    faults = tuple(sorted(_once(found), key=lambda each: each.sort_key))
    return Survey(things=things, verdicts=verdicts, faults=faults, findings=findings)


def _policies(objects: Objects, span: Span) -> Iterator[Fault]:
    for thing in objects.things:
        yield from policies.names(thing)
        yield from policies.secrets(thing)
        yield from policies.older_apis(thing, span)
        yield from policies.wasm_images(thing)
    yield from policies.duplicates(objects.things)
    yield from policies.images(objects)


def _once(faults: Iterator[Fault]) -> Iterator[Fault]:
    """Each fault once, at most `MOST_FAULTS` an object: what is no port by the schema is no port of the Service either."""
    seen: set[tuple[int, tuple[str | int, ...]]] = set()
    told: Counter[int] = Counter()
    for each in faults:
        place = (id(each.document), each.pointer)
        if each.check is Check.SCHEMA:
            seen.add(place)
        elif place in seen:
            continue
        told[id(each.document)] += 1
        if told[id(each.document)] <= MOST_FAULTS:
            yield each
