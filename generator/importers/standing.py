"""What stands in the repository already: reports that a new one would contradict, and the registry of meshes."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING

from generator.finding import json_pointer
from generator.importers.common import TODO
from generator.source import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path, PurePosixPath

    from generator.finding import Pointer

REPORT_FILE = "report.yaml"
_MESHES = ("results", "registry", "meshes")
_SHOWN = 3
_LONGEST_VALUE = 60
_NOTHING = object()


def unregistered(root: Path, mesh: str) -> str | None:
    """What to do about a mesh that the registry does not have; None where it has it."""
    if mesh in {file.stem for file in root.joinpath(*_MESHES).glob("*.yaml")}:
        return None
    return f"the mesh {mesh} is not in the registry: add {'/'.join(_MESHES)}/{mesh}.yaml, or say --set mesh=…"


def is_there(folder: Path, files: Mapping[PurePosixPath, bytes]) -> bool:
    """Whether all these files are in the suite's folder already, with this content."""
    return all((folder / path).is_file() and _fault(folder, path, content) is None for path, content in files.items())


def standing(folder: Path, name: str, files: Mapping[PurePosixPath, bytes]) -> str | None:
    """Why the report with that id can't go into the suite's folder, if it can't: something else is there, or has its id."""
    here = folder / name
    if faults := tuple(_faults(folder, here, files)):
        return (
            f"{here}: a published report is not changed, and this one says something else: {'; '.join(faults)}; import it "
            "--into another ID, which a status.yaml there can name in replaced_by (a draft that was never published may be "
            "removed)"
        )
    with_this_id = (each for each in sorted(folder.parent.glob(f"*/{name}")) if each != here)
    other = next(with_this_id, None)
    return None if other is None else f"{here}: {other} has this id; ids are unique over all suites"


def _faults(folder: Path, here: Path, files: Mapping[PurePosixPath, bytes]) -> Iterator[str]:
    """What of the report's folder differs from these files."""
    if here.is_symlink():
        yield "its folder is a symbolic link"
        return
    yield from (fault for path, content in files.items() if (fault := _fault(folder, path, content)))
    for each in sorted(entry for kind in ("yaml", "json") for entry in here.glob(f"*.{kind}")):
        if each.name not in (REPORT_FILE, "status.yaml"):  # a document that an importer does not write
            yield f"{each.name} is there as well"


def _fault(folder: Path, path: PurePosixPath, content: bytes) -> str | None:
    """How the file that is there differs, if it does."""
    there, within = folder / path, "/".join(path.parts[1:])
    if there.is_symlink():
        return f"{within} is a symbolic link"
    if not there.exists():
        return None
    if not there.is_file():
        return f"{within} is no plain file"
    published = there.read_bytes()
    if published == content:
        return None
    return _in_words(published, content) if within == REPORT_FILE else f"{within} has other bytes"


def _in_words(published: bytes, content: bytes) -> str:
    """The first fields that differ, with both values; those of which nothing is said here come last."""
    there, here = (parse(REPORT_FILE, each).document for each in (published, content))
    if there is None or here is None:
        return f"{REPORT_FILE} there can't be read"
    found = sorted(_differences(there.data, here.data), key=lambda each: each[2] in (_NOTHING, TODO))
    said = [f"{json_pointer(at)} is {_short(one)} there and {_short(other)} here" for at, one, other in found[:_SHOWN]]
    more = [f"{len(found) - _SHOWN} more fields differ"] if len(found) > _SHOWN else []
    return ", ".join((*said, *more)) or f"{REPORT_FILE} there is written in another way (comments, order or quotes)"


def _differences(there: object, here: object, at: Pointer = ()) -> Iterator[tuple[Pointer, object, object]]:
    """Each place where the two differ, as deep as both go, with both values."""
    if isinstance(there, dict) and isinstance(here, dict):
        for key in dict.fromkeys((*there, *here)):
            yield from _differences(there.get(key, _NOTHING), here.get(key, _NOTHING), (*at, key))
    elif isinstance(there, list) and isinstance(here, list):
        for index, (one, other) in enumerate(zip_longest(there, here, fillvalue=_NOTHING)):
            yield from _differences(one, other, (*at, index))
    elif there != here:
        yield at, there, here


def _short(value: object) -> str:
    """The value on one line, cut where it is long."""
    if value is _NOTHING:
        return "missing"
    whole = json.dumps(value, ensure_ascii=False, default=str)
    return whole if len(whole) <= _LONGEST_VALUE else f"{whole[: _LONGEST_VALUE - 1]}…"
