"""MR220: a result's id becomes a folder of the site, and so has to be a name that every system takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.discover import RESERVED_BY_WINDOWS
from generator.finding import Hit, Severity
from generator.rules.access import RESULTS, runs
from generator.rules.engine import quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.source import Document


@rule("MR220", "id-is-no-name", severity=Severity.ERROR, since="2026-11-22", kinds=(RESULTS,))
def id_is_no_name(document: Document) -> Iterator[Hit]:
    """A result's id can't be the name of a folder.

    What it finds
    -------------
    An `id` of a result that begins with a hyphen, or that Windows keeps for a device, such as `con`, `nul` or `com1`.

    Why it matters
    --------------
    The id is the last part of the result's address and a folder of the site. Commands take a name with a hyphen in front for an
    option, and a copy of the site could not be unpacked on Windows.

    Wrong
    -----
    ```yaml
    results:
      - id: -istio-c32
    ```

    Right
    -----
    ```yaml
    results:
      - id: istio-c32
    ```
    """
    for run in runs(document):
        if run.id in RESERVED_BY_WINDOWS:
            message = f"the id {quoted(run.id)} is reserved by Windows, expected another"
        elif run.id.startswith("-"):
            message = f"the id {quoted(run.id)} begins with a hyphen, expected a letter or a digit"
        else:
            continue
        yield Hit(pointer=run.at("id"), message=message, hint="rename the result, for example to what was measured")
