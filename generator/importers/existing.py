"""What is in the submission's folder already, and may not be lost."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from generator.source import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path, PurePosixPath

_SUBMITTED = re.compile(r"^submitted:\s*['\"]?(\d{4}-\d{2}-\d{2})", re.MULTILINE)
_ELSEWHERE = "import into a folder of your own, such as --into results/performance/NEW-ID"


def published(into: Path, today: date) -> tuple[str, ...]:
    """The refusal of a published submission, if it is one. Without a status file that is from its `submitted` date on."""
    if (into / "status.yaml").exists():
        reason, way_out = "it has a status.yaml", "its status.yaml can name the new one in replaced_by"
    elif day := _submitted(into / "submission.yaml", today):
        reason, way_out = f"it was submitted on {day}", "only before it is merged may its `submitted` go back to TODO"
    else:
        return ()
    return (f"{into}: a published submission is not changed ({reason}); {_ELSEWHERE}; {way_out}",)


def _submitted(submission: Path, today: date) -> str | None:
    found = _SUBMITTED.search(submission.read_text(encoding="utf-8")) if submission.is_file() else None
    return found[1] if found and found[1] <= today.isoformat() else None


def today() -> date:
    """The current day in UTC, or that of SOURCE_DATE_EPOCH."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()


def replaced(into: Path, files: Mapping[PurePosixPath, bytes]) -> tuple[str, ...]:
    """A note for each file that is there already with other bytes."""
    there = [path for path, content in sorted(files.items()) if _differs(into / path, content)]
    return tuple(f"{into / path} is replaced" for path in there)


def _differs(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() != content


def lost(results: Path, ids: Sequence[str]) -> tuple[str, ...]:
    """Ids of the runs that a new results file with these ids would lose; "its content" where the old one can't be read."""
    if not results.is_file():
        return ()
    document = parse(results.as_posix(), results.read_bytes()).document
    entries = document.data.get("results") if document and isinstance(document.data, dict) else None
    if not isinstance(entries, list):
        return ("its content",)
    there = [str(entry.get("id")) if isinstance(entry, dict) else "an entry without id" for entry in entries]
    return tuple(name for name in there if name not in ids)
