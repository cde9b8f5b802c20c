"""The catalogue: everything valid that was submitted, as frozen values.

A value that was not measured is None ("not reported"). Units stand in the names; memory in MB is 10^6 bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.model.common import (
    Disclosure,
    Evidence,
    Link,
    Moment,
    Provenance,
    Relationship,
    State,
    StatusEvent,
    Submitter,
)
from generator.model.conformance import (
    Case,
    CaseStatus,
    ConformanceReport,
    Harness,
    Historic,
    Implementation,
    Level,
    Profile,
    ReportedFigures,
    Specification,
    is_mesh_profile,
)
from generator.model.disputes import Decision, Dispute, DisputeEvidence, Objector, Outcome, Redaction, Reply
from generator.model.patterns import (
    ApiKind,
    CheckedObject,
    ManifestFile,
    MeasuredCost,
    NeededConformance,
    Parameter,
    Pattern,
    PatternImplementation,
    PatternStatus,
    PatternVersion,
    Reference,
    Related,
    Relation,
    Support,
    Topology,
    TopologyEdge,
    TopologyNode,
    Verified,
)
from generator.model.performance import (
    Environment,
    Features,
    Generator,
    Histogram,
    Latencies,
    Loop,
    Measurement,
    MeshConfig,
    Node,
    Omission,
    Purpose,
    Resource,
    Result,
    Stop,
    Subject,
    Submission,
    TestConfig,
    Workload,
)
from generator.model.pins import Pin
from generator.model.registry import Claim, Initiative, InitiativeFact, Lab, Mesh, MeshKind, MeshMode, Release

__all__ = [
    "ApiKind",
    "Case",
    "CaseStatus",
    "Catalogue",
    "CheckedObject",
    "Claim",
    "ConformanceReport",
    "Decision",
    "Disclosure",
    "Dispute",
    "DisputeEvidence",
    "Environment",
    "Evidence",
    "Features",
    "Generator",
    "Harness",
    "Histogram",
    "Historic",
    "Implementation",
    "Initiative",
    "InitiativeFact",
    "Lab",
    "Latencies",
    "Level",
    "Link",
    "Loop",
    "ManifestFile",
    "MeasuredCost",
    "Measurement",
    "Mesh",
    "MeshConfig",
    "MeshKind",
    "MeshMode",
    "Moment",
    "NeededConformance",
    "Node",
    "Objector",
    "Omission",
    "Outcome",
    "Parameter",
    "Pattern",
    "PatternImplementation",
    "PatternStatus",
    "PatternVersion",
    "Pin",
    "Profile",
    "Provenance",
    "Purpose",
    "Redaction",
    "Reference",
    "Related",
    "Relation",
    "Relationship",
    "Release",
    "Reply",
    "ReportedFigures",
    "Resource",
    "Result",
    "Specification",
    "State",
    "StatusEvent",
    "Stop",
    "Subject",
    "Submission",
    "Submitter",
    "Support",
    "TestConfig",
    "Topology",
    "TopologyEdge",
    "TopologyNode",
    "Verified",
    "Workload",
    "is_mesh_profile",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything valid, in the order of ids."""

    meshes: Mapping[str, Mesh]
    labs: Mapping[str, Lab]
    initiatives: tuple[Initiative, ...]
    submissions: Mapping[str, Submission]
    reports: Mapping[str, ConformanceReport]
    claims: tuple[Claim, ...]
    patterns: Mapping[str, Pattern]
    pins: tuple[Pin, ...] = ()
    disputes: Mapping[str, Dispute] = field(default_factory=dict)
    redactions: tuple[Redaction, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """All results by submission and place in its files."""
        return tuple(result for submission in self.submissions.values() for result in submission.results)
