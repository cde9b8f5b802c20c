"""Catalogue -> comparison groups: only like is compared with like, and what is left out says why."""

from generator.compare.groups import compare

__all__ = ["compare"]
