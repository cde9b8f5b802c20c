"""Documents without errors -> values of the model. Nothing is judged here, and nothing is filled in."""

from generator.construct.conformance import report
from generator.construct.disputes import Verdicts, dispute, redactions, verdicts
from generator.construct.patterns import pattern
from generator.construct.performance import submission
from generator.construct.pins import pin
from generator.construct.registry import aliases, claims, initiatives, lab, mesh
from generator.construct.removals import last_redactions, report_without_private_data, without_private_data

__all__ = [
    "Verdicts",
    "aliases",
    "claims",
    "dispute",
    "initiatives",
    "lab",
    "last_redactions",
    "mesh",
    "pattern",
    "pin",
    "redactions",
    "report",
    "report_without_private_data",
    "submission",
    "verdicts",
    "without_private_data",
]
