"""JSON of a cluster's tools (kubectl, Prometheus) as Python values; what readers may take in two ways is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator.importers.common import ImportRefused
from generator.importers.json_values import STRICT

if TYPE_CHECKING:
    from generator.importers.common import RawFile


def parsed(raw: RawFile) -> Mapping[str, object]:
    """The one object that the file holds; numbers with a fraction are `Decimal`.

    Raises:
        ImportRefused: it is no JSON, no object, has a key twice or a number that is none, or is nested too deeply.
    """
    try:
        value = STRICT.decode(raw.text())
    except RecursionError:
        raise ImportRefused(f"{raw.path}: nested too deeply") from None
    except ValueError as error:
        raise ImportRefused(
            f"{raw.path}: not valid JSON ({error}); is it cut off, or not made with `-o json`?"
        ) from None
    return mapping(value, raw.path)


def mapping(value: object, where: str) -> Mapping[str, object]:
    """The value as an object.

    Raises:
        ImportRefused: it is none.
    """
    if not isinstance(value, Mapping):
        raise ImportRefused(f"{where}: found no object, expected one in braces")
    return value


def inner(value: Mapping[str, object], key: str, where: str) -> Mapping[str, object]:
    """The object under a key; empty where it is absent or null.

    Raises:
        ImportRefused: something else stands there.
    """
    found = value.get(key)
    return {} if found is None else mapping(found, f"{where}: {key}")


def items(value: Mapping[str, object], key: str, where: str) -> list[object]:
    """The list under a key; empty where it is absent or null.

    Raises:
        ImportRefused: something else stands there.
    """
    found = value.get(key)
    if found is not None and not isinstance(found, list):
        raise ImportRefused(f"{where}: {key} is no list")
    return found or []
