"""MR103 to MR111, MR115 and MR116: a value that is not what its field holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from generator import schema, wording
from generator.finding import Hit, Severity
from generator.rules.access import PERFORMANCE, REGISTRY
from generator.rules.engine import quoted, rule, structure_rule
from generator.rules.shape import Departure, described, example, expected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.source import Document


def _written(departure: Departure, name: object, about: str = "") -> str:
    """A hint that shows the field as it could be written, and says what it is or what its form is."""
    sample, about = example(departure.node), about or described(departure.node)
    if values := schema.allowed_values(departure.node):
        return f"write {wording.choice(values, most=None)} ({about})"
    if sample is None or not isinstance(name, str):
        return f"write {expected(departure.node)}" + (f" ({about})" if about else "")
    return f"write it like `{wording.printable(name)}: {sample}` ({about})"


def _or_null(node: schema.Node) -> str:
    """What else may stand there, unless the description says it already."""
    told = "null" in str(node.get("description", "")).lower()
    return ", or null where it was not reported" if "null" in schema.types_of(node) and not told else ""


def _last(departure: Departure) -> object:
    return departure.pointer[-1] if departure.pointer else None


def _found(departure: Departure) -> str:
    return f"{departure.place} is {wording.found(departure.found)}"


@structure_rule("MR103", "wrong-type")
def wrong_type(_document: Document, departure: Departure) -> Hit:
    """A value is of another type than its field holds.

    What it finds
    -------------
    Text where a number belongs, a list where a mapping belongs, `null` where a value must stand, and the like.

    Why it matters
    --------------
    A value of the wrong type cannot be charted, and guessing what was meant is how numbers become wrong.

    Wrong
    -----
    ```yaml
    connections: "32 per worker"
    ```

    Right
    -----
    ```yaml
    connections: 32
    ```
    """
    return Hit(
        pointer=departure.pointer,
        message=f"{_found(departure)}, {expected(departure.node)} was expected",
        hint=_written(departure, _last(departure)),
    )


@structure_rule("MR104", "unlisted-value")
def unlisted_value(_document: Document, departure: Departure) -> Hit:
    """A value is not one of those that its field may have.

    What it finds
    -------------
    A value outside the list of its field. Upper and lower case count.

    Why it matters
    --------------
    Results are grouped by these values, so every submission has to use the same words.

    Wrong
    -----
    ```yaml
    protocol: http1
    ```

    Right
    -----
    ```yaml
    protocol: HTTP/1.1
    ```
    """
    values = schema.allowed_values(departure.node)
    return Hit(
        pointer=departure.pointer,
        message=f"{departure.place} is {wording.found(departure.found)}, expected {wording.choice(values, most=None)}",
        hint=partial(_value_hint, departure, values),
    )


def _value_hint(departure: Departure, values: Sequence[str]) -> str:
    near = wording.nearest(str(departure.found), values)
    return f"write {near[0]}" if near else f"write one of the listed values ({described(departure.node)})"


@structure_rule("MR105", "malformed-value")
def malformed_value(_document: Document, departure: Departure) -> Hit:
    """A text is not written in the form that its field asks for.

    What it finds
    -------------
    Identifiers with capitals or spaces, dates in another order, checksums that are none, and the like.

    Why it matters
    --------------
    Identifiers become addresses that never change, and dates and checksums are read by machines.

    Wrong
    -----
    ```yaml
    id: Istio Sidecar
    start_time: 10/04/2024
    ```

    Right
    -----
    ```yaml
    id: istio-sidecar
    start_time: 2024-04-10
    ```
    """
    return Hit(
        pointer=departure.pointer,
        message=f"{_found(departure)}, which is not the form of this field",
        hint=_written(departure, _last(departure), str(departure.limit)),
    )


@structure_rule("MR106", "oversized-value")
def oversized_value(_document: Document, departure: Departure) -> Hit:
    """A text, list or mapping is longer than its field allows.

    What it finds
    -------------
    More characters, entries or keys than the schema allows at this place.

    Why it matters
    --------------
    Titles have to fit on a page and in a chart, and bounds keep a file from making the site unusable.

    Wrong
    -----
    ```yaml
    id: a-very-long-identifier-that-repeats-everything-that-is-said-in-the-test-config-already
    ```

    Right
    -----
    ```yaml
    id: pod-32-300000
    ```
    """
    size = len(cast("str | list[object]", departure.found))
    unit = {"maxLength": "characters", "maxItems": "entries"}.get(departure.keyword, "keys")
    return Hit(
        pointer=departure.pointer,
        message=f"{departure.place} has {size} {unit}, at most {departure.limit} are allowed",
        hint="shorten it" if departure.keyword == "maxLength" else "split it over several files or leave some out",
    )


@structure_rule("MR107", "number-out-of-bounds")
def number_out_of_bounds(_document: Document, departure: Departure) -> Hit:
    """A number is outside the bounds of its field.

    What it finds
    -------------
    Negative times and counts, repetitions counted from 0, shades above 1, and the like.

    Why it matters
    --------------
    Such a number cannot have been measured. A value that was not measured is left out or `null`, never 0 or -1.

    Wrong
    -----
    ```yaml
    requests: -1
    ```

    Right
    -----
    ```yaml
    requests: null
    ```
    """
    bound = {"minimum": "at least", "exclusiveMinimum": "more than"}.get(departure.keyword, "at most")
    return Hit(
        pointer=departure.pointer,
        message=f"{departure.place} is {departure.found}, {bound} {departure.limit} was expected",
        hint=_written(departure, _last(departure)) + _or_null(departure.node),
    )


@structure_rule("MR108", "empty-value")
def empty_value(_document: Document, departure: Departure) -> Hit:
    """A text or list is empty.

    What it finds
    -------------
    An empty text, or an empty list where at least one entry must stand.

    Why it matters
    --------------
    An empty text says neither what was measured nor that it was not reported.

    Wrong
    -----
    ```yaml
    cni: ""
    ```

    Right
    -----
    ```yaml
    cni: null
    ```
    """
    return Hit(
        pointer=departure.pointer,
        message=f"{departure.place} is empty",
        hint=_filled(departure),
    )


def _filled(departure: Departure) -> str:
    if departure.pointer == ("results",):
        return "add a run, or remove the file"
    if "null" in schema.types_of(departure.node):
        return "write null where it was not reported"
    if departure.keyword == "minItems" and example(departure.node) is None:
        return f"add an entry ({described(departure.node)})"
    return _written(departure, _last(departure))


@structure_rule("MR110", "number-for-text")
def number_for_text(document: Document, departure: Departure) -> Hit:
    """A text that looks like a number is not quoted.

    What it finds
    -------------
    A version, an identifier or a year that YAML reads as a number. The message shows what is written and what is read.

    Why it matters
    --------------
    `1.20` is read as the number 1.2, which is another version. What was lost cannot be told from the number any more.

    Wrong
    -----
    ```yaml
    version: 1.20
    ```

    Right
    -----
    ```yaml
    version: "1.20"
    ```
    """
    raw = document.raw(departure.pointer) or str(departure.found)
    return Hit(
        pointer=departure.pointer,
        message=f"{departure.place} {raw} is read as the number {departure.found}, text was expected",
        hint=f'quote it: "{raw}"',
    )


@structure_rule("MR111", "unfinished-value")
def unfinished_value(_document: Document, departure: Departure) -> Hit:
    """A value still says TODO.

    What it finds
    -------------
    The `TODO` that `mesh-results import` and `mesh-results new` write where only a person knows the value.

    Why it matters
    --------------
    What the tool's output does not say, such as the version of the mesh, has to be added by whoever measured.

    Wrong
    -----
    ```yaml
    version: TODO
    ```

    Right
    -----
    ```yaml
    version: "1.20.3"
    ```
    """
    return Hit(
        pointer=departure.pointer,
        message=f"{departure.place} still says {quoted(departure.found)}",
        hint=_written(departure, _last(departure)) + _or_null(departure.node),
    )


@structure_rule("MR115", "impossible-date")
def impossible_date(_document: Document, departure: Departure) -> Hit:
    """A date or time does not exist.

    What it finds
    -------------
    A day that its month does not have, a 13th month, or an hour after 23.

    Why it matters
    --------------
    Runs are ordered and aged by their dates.

    Wrong
    -----
    ```yaml
    submitted: 2026-02-30
    ```

    Right
    -----
    ```yaml
    submitted: 2026-02-28
    ```
    """
    return Hit(
        pointer=departure.pointer,
        message=f"{departure.place} is {quoted(departure.found)}, which does not exist in the calendar",
        hint="write a day or time that exists, or a coarser one where no more is known",
    )


@rule("MR116", "text-before-comment", severity=Severity.WARNING, since="2026-11-22", kinds=(*PERFORMANCE, *REGISTRY))
def text_before_comment(document: Document) -> Iterator[Hit]:
    """A text is cut short by what YAML reads as a comment.

    What it finds
    -------------
    A free text without quotes that ends before a space and a `#`.

    Why it matters
    --------------
    YAML begins a comment there, so the rest of the line is lost without a word, and a page shows half a sentence.

    Wrong
    -----
    ```yaml
    title: Issue #12 measured again
    ```

    Right
    -----
    ```yaml
    title: "Issue #12 measured again"
    ```
    """
    for pointer, comment in document.cut:
        if _is_free_text(schema.describe(schema.load(document.kind or ""), pointer)):
            message = f"the text ends before {quoted(comment)}, which is read as a comment"
            hint = "put the whole text in quotes, or a comment on a line of its own"
            yield Hit(pointer=pointer, message=message, hint=hint)


def _is_free_text(node: schema.Node) -> bool:
    return "string" in schema.types_of(node) and not {"pattern", "format", "enum", "const"} & set(node)
