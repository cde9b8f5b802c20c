"""Labels and what selects by them: Services, workloads, and the policies of the meshes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import islice
from operator import and_
from typing import TYPE_CHECKING

from generator import wording
from generator.characters import quoted
from generator.manifests.objects import Objects, Pods
from generator.manifests.values import Check, Fault, Thing, at, entries, mapping_at, text_at

if TYPE_CHECKING:
    from generator.finding import Pointer

Labels = Mapping[str, object]
_MOST_CANDIDATES = 200
"""Pods among which the most similar are looked for."""


def holds(labels: Labels, wanted: Labels) -> bool:
    """Whether the labels hold every one that is wanted."""
    return all(labels.get(key) == value for key, value in wanted.items())


def selected(labels: Labels, selector: Labels) -> bool:
    """Whether a label selector (`matchLabels`, `matchExpressions`) selects an object with these labels."""
    if not holds(labels, mapping_at(selector, "matchLabels")):
        return False
    return all(_expression(labels, each) for _, each in entries(selector, "matchExpressions"))


def _expression(labels: Labels, expression: object) -> bool:
    key, values = text_at(expression, "key") or "", at(expression, "values")
    among = isinstance(values, list) and labels.get(key) in values
    match text_at(expression, "operator"):
        case "In":
            return among
        case "NotIn":
            return not among
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return True  # the schema tells


def matching(objects: Objects, namespace: str | None, wanted: Labels) -> set[int]:
    """The places in `objects.pods` of those in the namespace that have every label that is wanted."""
    return _all_of(objects, namespace, [objects.labelled(str(key), value) for key, value in wanted.items()])


def selecting(objects: Objects, namespace: str | None, selector: Labels) -> set[int]:
    """The places in `objects.pods` of those in the namespace that a label selector selects."""
    labelled = [objects.labelled(str(key), each) for key, each in mapping_at(selector, "matchLabels").items()]
    without: set[int] = set()
    for _, each in entries(selector, "matchExpressions"):
        key, listed = text_at(each, "key") or "", [value for _, value in entries(each, "values")]
        match text_at(each, "operator"):
            case "In":
                labelled.append(_any_of(objects, key, listed))
            case "NotIn":
                without |= _any_of(objects, key, listed)
            case "Exists":
                labelled.append(objects.keyed(key))
            case "DoesNotExist":
                without |= objects.keyed(key)
    return _all_of(objects, namespace, labelled) - without


def _any_of(objects: Objects, key: str, values: Sequence[object]) -> set[int]:
    return set().union(*(objects.labelled(key, each) for each in values))


def _all_of(objects: Objects, namespace: str | None, sets: Sequence[set[int]]) -> set[int]:
    fewest = sorted(sets, key=len)  # so that the work is that of the rarest label
    within = objects.within(namespace)
    return set().union(*(reduce(and_, (*fewest, each)) for each in within))


def selects_pods(thing: Thing, objects: Objects, pointer: Pointer, *, plain: bool) -> Iterator[Fault]:
    """The fault of a selector that selects none of the pods; `plain` where it is a mapping of labels and no label selector.

    An empty selector selects every pod, and labels whose values the notes all name are said to exist.
    """
    selector = at(thing.body, *pointer)
    if not isinstance(selector, Mapping) or not selector:
        return
    if (matching if plain else selecting)(objects, thing.namespace, selector):
        return
    values = _values(selector, plain=plain)
    if objects.says_all(values.values()):
        return
    shown = ", ".join(f"{key}: {value}" for key, value in values.items())
    message = f"selects pods with the labels {quoted(shown, 100)}, which no pod template of the manifests has"
    yield Fault(
        check=Check.SELECTOR,
        document=thing.document,
        pointer=pointer,
        message=message,
        hint=_near(thing, objects, values),
    )


def reachable(thing: Thing, objects: Objects) -> Iterator[Pods]:
    """The pod templates of the namespace."""
    return (objects.pods[index] for each in objects.within(thing.namespace) for index in sorted(each))


def _values(selector: Labels, *, plain: bool) -> dict[str, str]:
    labels = selector if plain else mapping_at(selector, "matchLabels")
    return {str(key): value for key, value in labels.items() if isinstance(value, str)}


def _near(thing: Thing, objects: Objects, values: Mapping[str, str]) -> str:
    """What the most similar pods are labelled."""
    candidates = islice(reachable(thing, objects), _MOST_CANDIDATES)
    best = max(candidates, key=lambda each: sum(key in each.labels for key in values), default=None)
    if best is None or not best.labels:
        return 'add the workload to the manifests, or say in the notes that it exists, by its labels: "the label app: reviews"'
    labels = ", ".join(f"{key}: {value}" for key, value in list(best.labels.items())[:4])
    return f"the pods of {wording.object_named(best.thing.kind, best.thing.name)} have {quoted(labels, 100)}"


def workload(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """A workload whose selector does not select the pods that it makes, which the API server refuses."""
    template = objects.template_of(thing)
    selector = at(thing.body, "spec", "selector")
    if template is None or not isinstance(selector, Mapping) or selected(template.labels, selector):
        return
    message = "the selector does not select the labels of the pods in `template`"
    yield Fault(
        check=Check.SELECTOR,
        document=thing.document,
        pointer=("spec", "selector"),
        message=message,
        hint="use the same labels in `spec.selector.matchLabels` and `spec.template.metadata.labels`",
        related=((thing.document, template.labelled),),
    )
