"""What is compared: mesh, version, mode and configuration doing the same things, and the runs that count for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from generator.characters import slug
from generator.compare import resources, statistics
from generator.compare.colours import Style
from generator.compare.flags import PERCENTILES, counts_at
from generator.compare.key import digest
from generator.compare.values import NOT_REPORTED, Summary, Use, Variant
from generator.model import Features, Mesh, MeshKind, Result, Subject

Identity = tuple[tuple[str, ...], ...]


def _yes(value: bool | None) -> str | None:  # noqa: FBT001  # a reported yes or no is a value here
    return None if value is None else "yes" if value else "no"


SPELLINGS = {"ipsec": "IPsec", "mtls": "mTLS", "spiffe": "SPIFFE", "spire": "SPIRE", "wireguard": "WireGuard"}
"""How those who made a thing spell it, where that differs from the documents' spelling."""


def features_in_words(features: Features) -> tuple[tuple[str, str | None], ...]:
    """Each feature's name and its value in words; None is not reported."""
    return (
        ("encryption", _spelt(features.encryption)),
        ("peer authentication", _spelt(features.peer_authentication)),
        ("layer 7 processing", _yes(features.l7_processing)),
        ("telemetry", _spelt(features.telemetry)),
        ("access log", _spelt(features.access_log)),
    )


def _spelt(value: str | None) -> str | None:
    return None if value is None else SPELLINGS.get(value, value)


def does_the_same(one: Features, other: Features) -> bool:
    """Whether both report every feature and all are equal: unknown equals nothing."""
    return one == other and None not in (value for _, value in features_in_words(one))


def bare(version: str) -> str:
    """The version without the v that some write before it: `v1.20.3` and `1.20.3` are one."""
    return version[1:] if version[:1] in "vV" and version[1:2].isdigit() else version


def identity(subject: Subject) -> Identity:
    """What makes a variant: all of the subject but its note and its mark; an absent value equals only an absent one."""
    version = None if subject.version is None else bare(subject.version)
    named = (subject.mesh, version, subject.mode, subject.configuration, subject.profile, subject.proxy_limits)
    features = [value for _, value in features_in_words(subject.features)]
    present = [() if value is None else (value,) for value in (*named, *features)]
    return (*present, *sorted(subject.brings.items()))


def by_variant(results: Iterable[Result]) -> list[tuple[Subject, tuple[Result, ...]]]:
    """The results by what they measured, in the order they come; marked as baseline where one of them is."""
    found: dict[Identity, list[Result]] = {}
    for result in results:
        found.setdefault(identity(result.subject), []).append(result)
    return [(_subject(runs), tuple(runs)) for runs in found.values()]


def _subject(runs: Sequence[Result]) -> Subject:
    return next((run.subject for run in runs if run.subject.baseline), runs[0].subject)


def labels(subjects: Sequence[Subject], meshes: Mapping[str, Mesh]) -> list[str]:
    """A name for each subject, no two alike: `Istio 1.20.3 (sidecar)`, `Istio (sidecar, none-mtls)`, `No mesh`."""
    plain = [_label(subject, meshes[subject.mesh]) for subject in subjects]
    names = [
        f"{name} [{extra}]" if (extra := _extra(name, subject, plain, subjects)) else name
        for name, subject in zip(plain, subjects, strict=True)
    ]
    often = Counter(names)
    return [
        f"{name} [{digest(identity(subject))}]" if often[name] > 1 else name
        for name, subject in zip(names, subjects, strict=True)
    ]


def _extra(name: str, subject: Subject, names: Sequence[str], subjects: Sequence[Subject]) -> str:
    """The settings and features in which the subject differs from others of its name."""
    namesakes = [_settings(other) for other, known in zip(subjects, names, strict=True) if known == name]
    return ", ".join(
        f"{title} {value}"
        for title, value in _settings(subject).items()
        if any(one[title] != value for one in namesakes)
    )


def _settings(subject: Subject) -> dict[str, str]:
    named = [("profile", subject.profile), ("limits", subject.proxy_limits), *features_in_words(subject.features)]
    return {title: value or NOT_REPORTED for title, value in named}


def _label(subject: Subject, mesh: Mesh) -> str:
    name = mesh.name if subject.version is None else f"{mesh.name} {subject.version}"
    inside = [word for word in (_mode_word(subject, mesh), subject.configuration) if word]
    return f"{name} ({', '.join(inside)})" if inside else name


def _mode_word(subject: Subject, mesh: Mesh) -> str | None:
    mode = mesh.mode(subject.mode)
    if mode is None:
        return subject.mode
    if len(mesh.modes) == 1:
        return None
    return mode.title.lower() if mode.title[1:].islower() else mode.title


def mode_title(subject: Subject, mesh: Mesh) -> str | None:
    """The mode as the registry calls it, or its id where the registry does not know it."""
    mode = mesh.mode(subject.mode)
    return subject.mode if mode is None else mode.title


def variant(subject: Subject, mesh: Mesh, label: str, style: Style, results: tuple[Result, ...]) -> Variant:
    """A variant of these runs, still without overhead and rank. Without a mesh there is no data plane to cost anything."""
    latency = {name: _summary(results, _latency(name)) for name in PERCENTILES}
    return Variant(
        id=slug(label) or digest(identity(subject)),
        mesh=mesh,
        subject=subject,
        label=label,
        colour=style.colour,
        marker=style.marker,
        results=results,
        latency={name: summary for name, summary in latency.items() if summary is not None},
        throughput=_summary(results, lambda result: result.achieved_rps),
        uses=_uses(mesh, results),
        overhead={},
        throughput_difference=None,
        rank=None,
        differs=tuple((_condition(name), value) for name, value in sorted(subject.brings.items())),
    )


def _condition(name: str) -> str:
    return {"cni": "CNI"}.get(name, name.replace("_", " "))


def _latency(percentile: str) -> Callable[[Result], float | None]:
    return lambda result: result.latencies.percentiles.get(percentile) if counts_at(result, percentile) else None


def _summary(results: Iterable[Result], read: Callable[[Result], float | None]) -> Summary | None:
    values = [value for result in results if (value := read(result)) is not None]
    return statistics.summarise(values)


def _uses(mesh: Mesh, results: Sequence[Result]) -> Mapping[str, Use]:
    found = resources.uses(results)
    if mesh.kind is MeshKind.NONE:
        return {name: use for name, use in found.items() if name == resources.NODE}
    return found


def with_distinct_ids(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """The variants, those whose ids meet told apart by eight hex digits."""
    often = Counter(one.id for one in variants)
    return tuple(
        replace(one, id=f"{one.id}-{digest(identity(one.subject))}") if often[one.id] > 1 else one for one in variants
    )
