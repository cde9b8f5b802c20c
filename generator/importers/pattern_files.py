"""`mesh-results import pattern`: old pattern files and Meshery designs -> a draft of a pattern with its manifests.

What can be said as objects of Kubernetes is written as it was meant; everything else is told with its place, and nothing is guessed.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.characters import quoted, slug
from generator.importers import pattern_designs, pattern_services
from generator.importers.common import MAX_BYTES, TODO, ImportRefused, RawFile, read
from generator.importers.pattern_draft import PatternOptions, Placed, draft
from generator.importers.pattern_keys import Mended
from generator.importers.pattern_objects import FoundFile, FoundObject, Told, counted, in_order, target_of
from generator.importers.write import ImportPlan, Table
from generator.json_reader import read_json
from generator.manifests.reading import read_manifest
from generator.rules.shape import UNFINISHED, departures
from generator.rules.structure import BY_KEYWORD
from generator.scaffold import fault_of_id
from generator.scaffold_patterns import PATTERN_FILE, existing
from generator.source import Document, check_characters, decoded, document_of, parse
from generator.tree import Faults, Limits, Stop, Tree
from generator.yaml_reader import read_trees
from generator.yaml_writer import write_objects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HEAD = ("object", "API version", "target", "from")
LIMITS = Limits(size_bytes=MAX_BYTES, values=400_000, depth=96, text=1_048_576, key=512)
"""Raw files hold the state of an editor, pictures included, that is not published."""

_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?= |$)")
_SAID = re.compile(r"#+\s*(?P<what>pre-?requisites?|descriptions?|caveats?)\s*:\s*(?P<text>.*)", re.IGNORECASE)
_WORDS = {"p": "prerequisites", "d": "description", "c": "caveats"}
_JSON = re.compile(r'\s*\{\s*["}]')


def plan_pattern(
    files: Sequence[Path], root: Path, identifier: str, options: PatternOptions | None = None
) -> ImportPlan:
    """What importing these files as the pattern of that id into the repository at `root` would write."""
    into = root / "patterns" / identifier
    found: list[FoundFile] = []
    refusals: list[str] = [fault] if (fault := fault_of_id(identifier)) else []
    for file in files:
        try:
            (raw,) = read([file])
            found.append(_file(raw))
        except ImportRefused as refused:
            refusals.append(str(refused))
    try:
        return _plan(into, found, tuple(refusals), (options or PatternOptions()).said())
    except ImportRefused as refused:
        return _nothing(into, found, (*refusals, str(refused)))


def _nothing(into: Path, found: Sequence[FoundFile], refusals: tuple[str, ...]) -> ImportPlan:
    return ImportPlan(
        into=into,
        table=Table(head=HEAD, rows=()),
        files_to_write={},
        notes=tuple(note for each in found for note in each.notes),
        refusals=refusals,
        left_out=tuple(note for each in found for note in each.left_out),
    )


def _plan(into: Path, found: Sequence[FoundFile], refusals: tuple[str, ...], said: Mapping[str, str]) -> ImportPlan:
    if refusals or not any(each.objects for each in found):
        reason = () if refusals else ("the files hold no object that a manifest could be made of",)
        return _nothing(into, found, (*refusals, *reason))
    placed = _placed([each for each in found if each.objects], said.get("target"))
    single, twice, same = _without_repetition(placed)
    objects = [one for each in single for one in each.found.objects]
    text, open_points = draft(into.name, single, objects, said)
    files = {PurePosixPath(each.target, each.manifest): _manifest(each) for each in single}
    files[PurePosixPath(PATTERN_FILE)] = _checked(text.encode())
    return ImportPlan(
        into=into,
        table=Table(head=HEAD, rows=tuple(_rows(single))),
        files_to_write={} if _is_there(into, files) else files,
        notes=(
            *(note for each in found for note in each.notes),
            *same,
            *open_points,
            *_of_the_folder(into, files, text),
        ),
        refusals=_standing(into, files),
        left_out=(*(note for each in found for note in each.left_out), *twice),
    )


def _rows(placed: Sequence[Placed]) -> Iterator[tuple[str, ...]]:
    for each in placed:
        yield from ((one.called, one.api_version, each.target, one.place) for one in each.found.objects)


def _file(raw: RawFile) -> FoundFile:
    """What a file holds.

    Raises:
        ImportRefused: it is neither a pattern file nor a design, or can't be read, with the place.
    """
    text = raw.text()
    told = Told(document=_document(raw, text))
    mended = Mended()
    root = told.document.data
    if _is_design(told, root):
        objects = pattern_designs.objects(told, mended)
        edges = pattern_designs.edges(told, frozenset(each.id for each in objects))
    else:
        objects = pattern_services.objects(told, mended)
        edges = pattern_services.edges(objects)
    ordered, circle = in_order(objects)
    if circle:
        told.notes.append(f"{raw.path}: {', '.join(circle)} depend on each other in a circle; their order is kept")
    said, others = _comments(text)
    if others:
        told.notes.append(f"{raw.path}: comments are left out (line {counted(map(str, others))})")
    _tell_keys(told, mended)
    name = root.get("name") if isinstance(root, dict) else None
    return FoundFile(
        raw=raw,
        name=name if isinstance(name, str) else None,
        said=said,
        objects=ordered,
        edges=edges,
        notes=tuple(told.notes),
        left_out=tuple(told.left_out),
    )


def _document(raw: RawFile, text: str) -> Document:
    marks = [str(number) for number, line in enumerate(text.split("\n"), 1) if _CONFLICT.match(line)]
    if marks:
        raise ImportRefused(
            f"{raw.path}:{marks[0]}:1: markers of a merge conflict (line {counted(marks, 9)}); decide between the sides first"
        )
    faults = Faults(raw.path)
    trees: list[Tree] = []
    with suppress(Stop):
        trees = _trees(raw, text, faults)
    if faults.findings:
        first = min(faults.findings, key=lambda each: each.sort_key)
        raise ImportRefused(f"{raw.path}:{first.location.line}:{first.location.column}: {first.message}")
    whole = [each for each in trees if each.place is not None]
    if len(whole) != 1 or (place := whole[0].place) is None:
        raise ImportRefused(f"{raw.path}: {len(whole)} documents, expected one pattern file or design")
    return document_of(raw.path, raw.content, whole[0], place)


def _trees(raw: RawFile, text: str, faults: Faults) -> list[Tree]:
    check_characters(decoded(text.encode(), faults), faults)
    if not (raw.name.endswith(".json") or _JSON.match(text)):
        return read_trees(text, faults, LIMITS)
    tree = Tree(faults, LIMITS)
    read_json(text, tree)
    return [tree]


def _is_design(told: Told, root: object) -> bool:
    """Whether it is a Meshery design, and not an old pattern file.

    Raises:
        ImportRefused: it is neither.
    """
    fields = root if isinstance(root, dict) else {}
    version = fields.get("schemaVersion")
    if version == pattern_designs.SCHEMA_VERSION and isinstance(fields.get("components"), list):
        return True
    if version is not None:
        known = pattern_designs.SCHEMA_VERSION
        raise ImportRefused(
            f"{told.at(('schemaVersion',))}: {quoted(str(version))}, expected {known} with its components"
        )
    if isinstance(fields.get("services"), dict):
        return False
    if "apiVersion" in fields:
        raise ImportRefused(
            f"{told.at(())}: a manifest of Kubernetes; put it into patterns/ID/TARGET/ as it is and name it in the pattern.yaml"
        )
    raise ImportRefused(
        f"{told.at(())}: neither `services:` of a pattern file nor `schemaVersion:` of a Meshery design"
    )


def _comments(text: str) -> tuple[dict[str, str], list[int]]:
    """What the comments at the left margin say, by what it is, and the lines of the others."""
    said: dict[str, list[str]] = {}
    others: list[int] = []
    current: list[str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if (match := _SAID.match(line)) is not None:
            current = said.setdefault(_WORDS[match["what"][0].lower()], [])
            current.append(match["text"].strip())
        elif not line.startswith("#"):
            current = None
        elif current is not None:
            current.append(line.lstrip("# ").strip())
        else:
            others.append(number)
    joined = {name: " ".join(filter(None, parts)) for name, parts in said.items()}
    return {name: whole for name, whole in joined.items() if whole}, others


def _tell_keys(told: Told, mended: Mended) -> None:
    if mended.whole:
        pointer, name = mended.whole[0]
        told.note(
            pointer,
            f"{len(mended.whole)} keys that the editor had taken apart are whole again, the first is {quoted(name)}",
            at_key=True,
        )
    for pointer, name in mended.kept:
        told.note(pointer, f"the key {quoted(name)} holds a space and is kept", at_key=True)


def _placed(found: Sequence[FoundFile], target: str | None) -> list[Placed]:
    """The files, each with a target and a name of its own."""
    made: list[Placed] = []
    for each in found:
        folder = target or target_of(each.raw.path, each.objects)
        if slug(folder) != folder:
            raise ImportRefused(f"--set target={folder}: expected the id of a mesh, gateway-api, smi or kubernetes")
        stem = slug(re.sub(r"\.(?:ya?ml|json)$", "", each.raw.name.strip()))[:60].strip("-") or "pattern"
        taken = {one.manifest for one in made if one.target == folder}
        names = (f"{stem}{'' if at == 1 else f'-{at}'}.yaml" for at in range(1, len(found) + 1))
        made.append(Placed(found=each, target=folder, manifest=next(name for name in names if name not in taken)))
    return made


def _without_repetition(placed: Sequence[Placed]) -> tuple[list[Placed], list[str], list[str]]:
    """The files with each object once; what is left out as it says something else than the first; notes on the others.

    An object that two files hold may be meant for two clusters, and stays in both.
    """
    first: dict[tuple[str, str, str, str | None, str], FoundObject] = {}
    twice: list[str] = []
    told: list[str] = []
    made: list[Placed] = []
    for each in placed:
        own: dict[tuple[str, str, str, str | None, str], FoundObject] = {}
        for one in each.found.objects:
            named = (each.target, one.api_version, one.kind, one.namespace, one.name)
            if (there := own.setdefault(named, one)) is one:
                if (other := first.setdefault(named, one)) is not one:
                    told.append(
                        f"{one.place}: {one.called} stands at {other.place} too; one cluster takes only one of them"
                    )
            elif there.body == one.body:
                told.append(f"{one.place}: {_named(one)} stands at {there.place} already, and is the same")
            else:
                twice.append(_another(one, there))
        made.append(_with_objects(each, list(own.values())))
    return made, twice, told


def _another(one: FoundObject, there: FoundObject) -> str:
    return (
        f"{one.place}: {_named(one)} has the name of the one at {there.place}, and is another; give it one of its own"
    )


def _named(one: FoundObject) -> str:
    """What it is called; where the file knows it by another id, that may be the name that was meant."""
    return one.called + (f" (it is called {one.id} here)" if one.id != one.name else "")


def _with_objects(placed: Placed, kept: Sequence[FoundObject]) -> Placed:
    return replace(placed, found=replace(placed.found, objects=tuple(kept)))


def _manifest(placed: Placed) -> bytes:
    """The objects of a file as a manifest that reads back as the same.

    Raises:
        ImportRefused: it would not, or the check could not read it.
    """
    bodies = [each.body for each in placed.found.objects]
    content = write_objects(bodies).encode()
    again = read_manifest(f"{placed.target}/{placed.manifest}", content)
    if again.findings:
        raise ImportRefused(f"{placed.found.raw.path}: can't be a manifest: {again.findings[0].message}")
    if [each.data for each in again.documents] != bodies:
        raise ImportRefused(f"{placed.found.raw.path}: can't be a manifest: a value would change")
    return content


def _checked(content: bytes) -> bytes:
    """The draft, if all that its schema misses are its TODOs.

    Raises:
        ImportRefused: it is something else.
    """
    document = parse(PATTERN_FILE, content).document
    if document is None:
        raise ImportRefused(f"{PATTERN_FILE}: {parse(PATTERN_FILE, content).findings[0].message}")
    for fault in departures("pattern/v1", document.data):
        if fault.keyword != UNFINISHED:
            raise ImportRefused(f"{PATTERN_FILE}: {BY_KEYWORD[fault.keyword].explain(document, fault).message}")
    return content


def _is_there(into: Path, files: Mapping[PurePosixPath, bytes]) -> bool:
    return all((into / path).is_file() and (into / path).read_bytes() == content for path, content in files.items())


def _standing(into: Path, files: Mapping[PurePosixPath, bytes]) -> tuple[str, ...]:
    """Why nothing can be written there, if it can't: a pattern that exists is its authors' work."""
    if _is_there(into, files):
        return ()
    there = [path for path in (into, *sorted(into / path for path in files)) if path.is_symlink() or path.is_file()]
    return (f"{there[0]} is there already and is not replaced; import into another ID",) if there else ()


def _of_the_folder(into: Path, files: Mapping[PurePosixPath, bytes], text: str) -> Iterator[str]:
    """Notes on what the repository holds already."""
    if _is_there(into, files):
        yield f"{into} is there already with the same content"
        return
    own = parse(PATTERN_FILE, text.encode()).document
    title = own.data.get("title") if own and isinstance(own.data, dict) else None
    for folder, fields in existing(into.parent.parent) if title != TODO else ():
        if folder.name != into.name and title == fields.get("title"):
            yield f"{folder} has the title {json.dumps(title, ensure_ascii=False)} already; give this one its own"
