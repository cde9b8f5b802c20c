"""Catalogue, comparison and figures -> Page and Asset values."""

from generator.pages.composition import compose
from generator.pages.index import Ready

__all__ = ["Ready", "compose"]
