"""How far published numbers can be relied on: evidence levels with their reasons, and who reproduced whom. Pure, over the catalogue."""

from generator.trust.levels import assess
from generator.trust.reproductions import reproductions
from generator.trust.values import LEVELS, Amount, Assessment, EvidenceLevel, Reproduction, Step, Trust, Unmatched

__all__ = [
    "LEVELS",
    "Amount",
    "Assessment",
    "EvidenceLevel",
    "Reproduction",
    "Step",
    "Trust",
    "Unmatched",
    "assess",
    "reproductions",
]
