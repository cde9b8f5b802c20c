"""Catalogue, comparison and figures -> Page and Asset values."""

from generator.pages.composition import compose

__all__ = ["compose"]
