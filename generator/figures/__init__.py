"""Figures in Plotly's JSON form, as plain values: one form for one question, the same everywhere."""

from generator.figures.conformance import for_conformance
from generator.figures.figure import Figure
from generator.figures.group import for_group
from generator.figures.series import for_series
from generator.figures.spectrum import for_result
from generator.figures.template import TEMPLATES, template_json

__all__ = ["TEMPLATES", "Figure", "for_conformance", "for_group", "for_result", "for_series", "template_json"]
