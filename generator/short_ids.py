"""Short ids of results: eight characters that stand for a result's address in a link, for as long as the result stands.

An id is the beginning of the address's SHA-256 in lower-case base32, so it depends on no other result. Where two would meet, the
one that was submitted first keeps its id and the later one gets a longer one: a link that was made before never changes its meaning.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.model import Catalogue

LENGTH = 8
"""Characters of an id, five bits each: among 10,000 results one pair in 20,000 catalogues meets."""


def short_ids(catalogue: Catalogue) -> dict[str, str]:
    """The short id of every result of the catalogue by its address."""
    submissions = sorted(catalogue.submissions.values(), key=lambda each: (each.submitted, each.id))
    return distinct(result.address for submission in submissions for result in submission.results)


def distinct(addresses: Iterable[str], length: int = LENGTH) -> dict[str, str]:
    """An id of `length` characters for each address, the first come first; of more characters where that one is taken."""
    taken: dict[str, str] = {}
    for address in addresses:
        whole = _digest(address)
        end = next(end for end in range(length, len(whole) + 1) if whole[:end] not in taken)
        taken[whole[:end]] = address
    return {address: short for short, address in taken.items()}


def _digest(address: str) -> str:
    return b32encode(hashlib.sha256(address.encode()).digest()).decode().rstrip("=").lower()
