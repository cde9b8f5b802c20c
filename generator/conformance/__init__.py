"""Conformance reports -> what they say, case by case and feature by feature; nothing is added to what a report carries."""

from generator.conformance.difference import difference
from generator.conformance.survey import survey

__all__ = ["difference", "survey"]
