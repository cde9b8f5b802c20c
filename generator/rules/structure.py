"""MR1xx: the shape of a document, as its kind's JSON Schema defines it; here its kind, its fields and its keys."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from generator import schema, wording
from generator.finding import Hit, Rule
from generator.rules import structure_values as values
from generator.rules.corpus import pattern_name
from generator.rules.engine import StructureRule, quoted, structure_rule
from generator.rules.shape import (
    DOCUMENT,
    NUMBER_FOR_TEXT,
    UNFINISHED,
    Departure,
    departures,
    described,
    example,
    field_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.finding import Pointer
    from generator.source import Document


def structure(document: Document) -> Iterator[tuple[Rule, Hit]]:
    """Every departure of the document from the structure of its kind."""
    kind = schema.BY_NAME.get(document.kind or "")
    if kind is None:
        broken = unknown_kind if document.kind else missing_kind
        yield broken.rule, broken.explain(document, _departure_of_kind(document))
        return
    if not kind.stands_at(document.path):
        yield misplaced_document.rule, misplaced_document.explain(document, _departure_of_kind(document))
    for departure in departures(kind.name, document.data):
        broken = BY_KEYWORD[departure.keyword]
        yield broken.rule, broken.explain(document, departure)


def _departure_of_kind(document: Document) -> Departure:
    known = isinstance(document.data, dict) and "kind" in document.data
    return Departure(
        pointer=("kind",) if known else (), keyword="kind", node={}, found=document.data, limit=None, name="kind"
    )


@structure_rule("MR101", "missing-field")
def missing_field(_document: Document, departure: Departure) -> Hit:
    """A field that every document of this kind must have is missing.

    What it finds
    -------------
    A mapping without one of the fields that its schema requires. The place is the mapping's key.

    Why it matters
    --------------
    Required are only the fields without which a number cannot be read or compared: who measured, what, where, how.
    Everything that may be unknown can be left out or be `null`.

    Wrong
    -----
    ```yaml
    result:
      mesh_config_id: istio-sidecar
      env_id: eks-c5-large
    ```

    Right
    -----
    ```yaml
    result:
      test_id: pod-32-300000
      mesh_config_id: istio-sidecar
      env_id: eks-c5-large
    ```
    """
    sample = example(departure.node)
    shown = f"{departure.name}: {sample}" if sample else departure.name
    return Hit(
        pointer=departure.pointer,
        at_key=True,
        message=f"`{departure.name}` is missing in {departure.place}",
        hint=f"add `{shown}` ({described(departure.node)})",
    )


@structure_rule("MR102", "unknown-field")
def unknown_field(_document: Document, departure: Departure) -> Hit:
    """A field is not one of those that the schema defines.

    What it finds
    -------------
    A field that this kind of document does not have at this place, most often a misspelt one.

    Why it matters
    --------------
    A misspelt field would be dropped silently, and its value would be shown as not reported.

    Wrong
    -----
    ```yaml
    latencies:
      p50: 201.7
    ```

    Right
    -----
    ```yaml
    latencies_ms:
      p50: 201.7
    ```
    """
    return Hit(
        pointer=departure.pointer,
        at_key=True,
        message=f"{wording.name(departure.name)} is not a field of {wording.place(departure.pointer[:-1], DOCUMENT)}",
        hint=partial(_field_hint, departure),
    )


def _field_hint(departure: Departure) -> str:
    known = field_names(departure.node)
    near = wording.nearest(departure.name, known)
    return f"did you mean `{near[0]}`?" if near else f"remove it; the fields here are {', '.join(known)}"


@structure_rule("MR109", "malformed-key")
def malformed_key(_document: Document, departure: Departure) -> Hit:
    """A key of a map is not written in the form that the map asks for.

    What it finds
    -------------
    Percentiles with a `p` before the number or a needless zero after it, identifiers with capitals, keys that are too
    long, and names of conditions that do not exist.

    Why it matters
    --------------
    The key says what the value is. A percentile written in two ways would stand in two columns.

    Wrong
    -----
    ```yaml
    percentiles_ms: {p95: 255.6}
    ```

    Right
    -----
    ```yaml
    percentiles_ms: {"95": 255.6}
    ```
    """
    outer = departure.pointer[:-1]
    return Hit(
        pointer=departure.pointer,
        at_key=True,
        message=f"{quoted(departure.name)} is not a possible key of {wording.place(outer, DOCUMENT)}",
        hint=partial(_key_hint, departure, outer),
    )


def _key_hint(departure: Departure, outer: Pointer) -> str:
    if values := schema.allowed_values(departure.node):
        near = wording.nearest(departure.name, values)
        return f"write {near[0]}" if near else f"write one of {', '.join(values)}"
    if outer and outer[-1] == "percentiles_ms":
        return 'write the percentile as a quoted number between 0 and 100 without needless zeros, like "95" or "99.9"'
    return "write a short name; identifiers are lower-case letters, digits and hyphens, at most 64"


@structure_rule("MR112", "missing-kind")
def missing_kind(_document: Document, departure: Departure) -> Hit:
    """A document does not say what it is.

    What it finds
    -------------
    A file without a `kind` at its root, or with one that is not text.

    Why it matters
    --------------
    The kind and its version choose the schema, so that old files stay readable when a schema gets a new version.

    Wrong
    -----
    ```yaml
    results: []
    ```

    Right
    -----
    ```yaml
    kind: performance-results/v1
    results: []
    ```
    """
    found = departure.found
    message = (
        "`kind` is missing in the document" if isinstance(found, dict) else f"the document is {wording.found(found)}"
    )
    if departure.pointer:
        message = f"`kind` is {wording.found(cast('dict[str, object]', found)['kind'])}, text was expected"
    return Hit(
        pointer=departure.pointer,
        message=message if isinstance(found, dict) else f"{message}, a mapping with `kind` was expected",
        hint=f"begin the file with `kind:` and one of {', '.join(schema.BY_NAME)}",
    )


@structure_rule("MR113", "unknown-kind")
def unknown_kind(document: Document, departure: Departure) -> Hit:
    """A document is of a kind, or of a version of a kind, that does not exist.

    What it finds
    -------------
    A `kind` that no schema has.

    Why it matters
    --------------
    Without a schema nothing in the file can be checked or published.

    Wrong
    -----
    ```yaml
    kind: performance-result/v1
    ```

    Right
    -----
    ```yaml
    kind: performance-results/v1
    ```
    """
    near = wording.nearest(document.kind or "", tuple(schema.BY_NAME))
    hint = f"did you mean {near[0]}?" if near else f"write one of {', '.join(schema.BY_NAME)}"
    if pattern_name(document.path) is not None and isinstance(document.data, dict) and "apiVersion" in document.data:
        hint = "move the manifest to the folder of its target: patterns/<pattern>/<target>/<name>.yaml"
    return Hit(pointer=departure.pointer, message=f"`kind` is {quoted(document.kind)}, which does not exist", hint=hint)


@structure_rule("MR114", "misplaced-document")
def misplaced_document(document: Document, departure: Departure) -> Hit:
    """A document stands where documents of its kind do not belong.

    What it finds
    -------------
    A file whose `kind` does not agree with its folder or its name. With `check --base` also a document that a change adds outside of `results/` and
    `patterns/`, in the root or a new folder.

    Why it matters
    --------------
    Folders say who may change what: a submission touches its own folder, the registry has one file for each entry.

    Wrong
    -----
    ```yaml
    # results/performance/livewyer-2024/istio.yaml
    kind: mesh/v1
    ```

    Right
    -----
    ```yaml
    # results/registry/meshes/istio.yaml
    kind: mesh/v1
    ```
    """
    kind = schema.BY_NAME[document.kind or ""]
    return Hit(
        pointer=departure.pointer,
        message=f"a document of kind {kind.name} does not belong here, it stands at {kind.example}",
        hint="move the file, or correct its `kind`",
    )


BY_KEYWORD: Mapping[str, StructureRule] = MappingProxyType(
    {
        "required": missing_field,
        "additionalProperties": unknown_field,
        "type": values.wrong_type,
        "enum": values.unlisted_value,
        "const": values.unlisted_value,
        "pattern": values.malformed_value,
        "maxLength": values.oversized_value,
        "maxItems": values.oversized_value,
        "maxProperties": values.oversized_value,
        "minimum": values.number_out_of_bounds,
        "maximum": values.number_out_of_bounds,
        "exclusiveMinimum": values.number_out_of_bounds,
        "minLength": values.empty_value,
        "minItems": values.empty_value,
        "propertyNames": malformed_key,
        "format": values.impossible_date,
        NUMBER_FOR_TEXT: values.number_for_text,
        UNFINISHED: values.unfinished_value,
    }
)
