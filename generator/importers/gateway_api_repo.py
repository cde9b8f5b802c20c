"""`mesh-results import gateway-api-repo`: what is new among the reports in a checkout of the Gateway API's repository.

Symbolic links are never followed. Every file that was looked at is counted in the summary, so that none gets lost silently.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from generator.gateway_report import KIND
from generator.importers import gateway_api
from generator.importers.common import ImportRefused, RawFile, read
from generator.importers.existing import today
from generator.importers.reports import (
    FOLDER,
    FoundReport,
    Placed,
    ReportOptions,
    document,
    identified,
    parsed,
    placed,
    plan,
)
from generator.importers.standing import standing, unregistered
from generator.importers.write import ImportPlan
from generator.model import is_mesh_profile
from generator.source import read as read_submitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_REPORTS = PurePosixPath("conformance/reports")
_ADDRESS = "https://github.com/kubernetes-sigs/gateway-api/blob/{commit}/{path}"
_SOURCE = re.compile(r"https://[^?#]*\bkubernetes-sigs/gateway-api/[^?#]*?conformance/reports/(?P<path>[^?#]+)")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_SUBMITTER = "The mesh-results authors"
_INTEREST = "Run and published by the implementation's makers in the Gateway API's repository; brought here by others, who have no part in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """What is in the folder of reports: YAML files in order, and how much else was passed by."""

    files: tuple[PurePosixPath, ...]
    links: int
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checkout:
    """The folder, the commit that addresses name, and the files that are not as they were committed."""

    folder: Path
    commit: str
    uncommitted: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is published: the hashes of each source path (none where its record does not say it), and all hashes."""

    hashes: Mapping[str, frozenset[str]]
    all_hashes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What became of a file: gateway, known, unhashed, changed, new or refused; `said` is told to the person."""

    outcome: str
    said: str = ""
    report: FoundReport | None = None
    placed: Placed | None = None


def plan_folder(folder: Path, root: Path, options: ReportOptions) -> ImportPlan:
    """What importing the new reports of that checkout into the repository at `root` would write.

    A file that is refused does not keep the others out; it stands in `left_out`.
    """
    try:
        said = options.said()  # what is wrong with the options is wrong with every report
        checkout = _checkout(folder, options.commit)
        found = _walk(folder)
    except ImportRefused as refused:
        return plan(root, gateway_api.SUITE, (), gateway_api.HEAD, refusals=(str(refused),))
    known = _known(root)
    looked_at = [_look(checkout, path, known, said.get("mesh")) for path in found.files]
    if "mesh" in said and (refusal := _several(looked_at, said["mesh"])):
        return plan(root, gateway_api.SUITE, (), gateway_api.HEAD, refusals=(refusal,))
    seen = _place(root, looked_at, options)
    made = [each.placed for each in seen if each.placed]
    notes = [each.said for each in seen if each.outcome == "changed"]
    planned = plan(root, gateway_api.SUITE, made, gateway_api.HEAD, notes=notes)
    left_out = tuple(each.said for each in seen if each.outcome == "refused")
    return replace(planned, left_out=left_out, summary=_summary(found, Counter(each.outcome for each in seen)))


def _checkout(folder: Path, said: str | None) -> _Checkout:
    """The folder with its commit, which is the one that is said or the one that is checked out.

    Raises:
        ImportRefused: none is said, and the folder is not the root of a checkout; one that only lies within another has no
            commit of its own.
    """
    top = _git(folder, "rev-parse", "--show-toplevel")
    is_root = top is not None and Path(top.removesuffix("\n")).resolve() == folder.resolve()
    commit = said or (_git(folder, "rev-parse", "HEAD") if is_root else None)
    if commit is None:
        raise ImportRefused(
            f"{folder}: git names no commit of this folder; say --commit, so that each report's source is known"
        )
    return _Checkout(
        folder=folder,
        commit=_checked(commit.removesuffix("\n")),
        uncommitted=_uncommitted(folder) if is_root else frozenset(),
    )


def _uncommitted(folder: Path) -> frozenset[str]:
    """The paths below the reports that are changed, new or ignored, so that no commit holds them as they are.

    Raises:
        ImportRefused: git does not tell.
    """
    options = ("--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignored")
    answer = _git(folder, "status", *options, "--", str(_REPORTS))
    if answer is None:
        raise ImportRefused(f"{folder}: git does not say which reports are changed")
    return frozenset(line[3:] for line in answer.split("\0") if line)  # each is two letters, a space and the path


def _git(folder: Path, *words: str) -> str | None:
    """What git prints; None where it fails. It neither writes its index nor starts a program that the checkout names."""
    command = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C", str(folder), *words]
    try:
        answer = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell, our own words
    except OSError:
        return None
    return os.fsdecode(answer.stdout) if answer.returncode == 0 else None


def _checked(commit: str) -> str:
    if not _COMMIT.fullmatch(commit):
        raise ImportRefused(f"--commit {commit!r}: 7 to 64 lower-case hexadecimal digits")
    return commit


def _walk(folder: Path) -> _Walk:
    start = folder / _REPORTS
    if any(each.is_symlink() for each in (start, start.parent)) or not start.is_dir():
        raise ImportRefused(f"{folder}: no checkout of the Gateway API's repository ({_REPORTS}/ is missing in it)")
    entries = sorted(Path(place, name) for place, folders, names in os.walk(start) for name in (*folders, *names))
    plain = [path for path in entries if not path.is_symlink() and not path.is_dir()]
    files = (path.relative_to(folder) for path in plain if path.suffix == ".yaml")
    return _Walk(
        files=tuple(sorted(PurePosixPath(path.as_posix()) for path in files)),
        links=sum(path.is_symlink() for path in entries),
        others=sum(path.suffix not in {".yaml", ".md"} for path in plain),
    )


def _known(root: Path) -> _Known:
    hashes: dict[str, set[str]] = {}
    for file in sorted((root / FOLDER / gateway_api.SUITE).glob("*/*.yaml")):
        submitted = read_submitted(root, PurePosixPath(file.relative_to(root).as_posix())).document
        data = submitted.data if submitted and isinstance(submitted.data, dict) else {}
        sources, digests = _sources(data), {str(each["sha256"]) for each in _evidence(data) if each.get("sha256")}
        if submitted and submitted.kind == KIND:
            digests.add(submitted.sha256)
        for source in sources or {""}:
            hashes.setdefault(source, set()).update(digests)
    everything = frozenset(digest for digests in hashes.values() for digest in digests)
    return _Known(hashes={path: frozenset(digests) for path, digests in hashes.items()}, all_hashes=everything)


def _sources(data: Mapping[str, object]) -> set[str]:
    """The paths below conformance/reports/ that a record names as its source, whatever the commit."""
    provenance = data.get("provenance")
    uris = [provenance.get("source_uri")] if isinstance(provenance, dict) else []
    uris += [each.get("uri") for each in _evidence(data)]
    return {unquote(found["path"]) for uri in uris if (found := _SOURCE.match(str(uri)))}


def _evidence(data: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    listed = data.get("evidence")
    yield from (each for each in (listed if isinstance(listed, list) else ()) if isinstance(each, dict))


def _look(checkout: _Checkout, path: PurePosixPath, known: _Known, mesh: str | None) -> _Seen:
    try:
        return _sorted(_raw(checkout.folder, path), path, known, checkout, mesh)
    except ImportRefused as refused:
        return _Seen(outcome="refused", said=str(refused))


def _sorted(raw: RawFile, path: PurePosixPath, known: _Known, checkout: _Checkout, mesh: str | None) -> _Seen:
    names = gateway_api.profile_names(parsed(raw.path, raw.content).data)
    if names and not any(map(is_mesh_profile, names)):
        # A fault in a report that is not ours to publish is not ours to refuse either.
        return _Seen(outcome="gateway")
    published = known.hashes.get(str(path.relative_to(_REPORTS)))
    if raw.sha256 in known.all_hashes:
        return _Seen(outcome="known")
    if str(path) in checkout.uncommitted:
        raise ImportRefused(
            f"{raw.path}: git status says that no commit holds it like this, so that its address would lead to something else; "
            "commit or restore it"
        )
    if published is not None and not published:
        return _Seen(outcome="unhashed")
    if published:
        return _Seen(outcome="changed", said=f"{raw.path}: changed since it was published; a correction supersedes it")
    found = gateway_api.report(raw, document(raw.path, raw.content, KIND), mesh)
    return _Seen(outcome="new", report=_published(found, _ADDRESS.format(commit=checkout.commit, path=path)))


def _raw(folder: Path, path: PurePosixPath) -> RawFile:
    try:
        (raw,) = read([folder / path])
    except OSError as error:
        raise ImportRefused(f"{folder / path}: cannot be read: {(error.strerror or str(error)).lower()}") from error
    return raw


def _several(looked_at: Sequence[_Seen], mesh: str) -> str | None:
    """The refusal of one mesh for the new reports of several implementations."""
    projects = sorted({_implementation(each.report)["project"] for each in looked_at if each.report})
    if len(projects) < 2:
        return None
    return (
        f"--set mesh={mesh}: the new reports are of {', '.join(projects)}, and not all of one mesh; import without it first, "
        "so that those whose mesh is in the registry are written"
    )


def _implementation(report: FoundReport) -> Mapping[str, str]:
    found = report.fields["implementation"]
    return found if isinstance(found, dict) else {}


def _published(found: FoundReport, uri: str) -> FoundReport:
    """The report with the metadata of this job, which nobody has to fill in."""
    raw = found.raw
    return replace(
        found,
        published={
            "submitted": today().isoformat(),
            "submitter": {"name": _SUBMITTER},
            "disclosure": {"relationship": "vendor", "note": _INTEREST},
            "license": "Apache-2.0",
            "provenance": {
                "measured_by": _implementation(found)["organization"],
                "source_uri": uri,
                "transcribed": True,
            },
        },
        evidence={"uri": uri, "sha256": raw.sha256, "bytes": len(raw.content), "tool": gateway_api.TOOL},
    )


def _place(root: Path, seen: Sequence[_Seen], options: ReportOptions) -> list[_Seen]:
    """The files with the records of those that are new; one whose record can't be written is refused alone."""
    folder = root / FOLDER / gateway_api.SUITE
    found, shared = identified([each.report for each in seen if each.report], lambda name: (folder / name).exists())
    placed_ = [_placed(root, name, report, options) for name, report in found.items()]
    return [
        *(each for each in seen if not each.report),
        *placed_,
        *(_Seen(outcome="refused", said=said) for said in shared),
    ]


def _placed(root: Path, name: str, report: FoundReport, options: ReportOptions) -> _Seen:
    if unknown := unregistered(root, str(report.fields["mesh"])):
        return _Seen(outcome="refused", said=f"{report.raw.path}: {unknown}")
    try:
        made = placed(name, report, options)
    except ImportRefused as refused:
        return _Seen(outcome="refused", said=str(refused))
    against = standing(root / FOLDER / gateway_api.SUITE, made.id, made.files)
    return _Seen(outcome="refused", said=against) if against else _Seen(outcome="new", placed=made)


def _summary(found: _Walk, counts: Mapping[str, int]) -> str:
    parts = (
        f"{counts['gateway']} without a mesh profile",
        f"{counts['known'] + counts['unhashed']} known",
        f"{counts['changed']} changed",
        f"{counts['new']} new",
        f"{counts['refused']} refused",
    )
    unhashed = (
        f" ({counts['unhashed']} of the known without a hash, so they may have changed)" if counts["unhashed"] else ""
    )
    rest = f"not looked at: {found.links} symbolic links, {found.others} files that are neither .yaml nor .md"
    return f"{len(found.files)} files looked at: {', '.join(parts)}{unhashed}; {rest}"
