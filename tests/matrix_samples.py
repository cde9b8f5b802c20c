"""Synthetic matrices with every state, long names and many columns, and synthetic maps of patterns; for the tests of figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from generator.charts import Chart
from generator.conformance import survey
from generator.figures import for_map, for_matrix
from generator.model import Catalogue, PatternStatus, Related, Relation
from tests import synthetic
from tests.pattern_samples import pattern

if TYPE_CHECKING:
    from generator.figures import Figure
    from generator.model import ConformanceReport, Mesh, Pattern

TODAY = date(2026, 11, 25)


def named(index: int) -> Mesh:
    return synthetic.mesh(f"Mesh number {index} of a vendor with a long name"[: 12 + index * 5])


MESHES = (*synthetic.MESHES, *map(named, range(1, 9)))


def gateway(mesh: Mesh, *profiles: object, **fields: object) -> ConformanceReport:
    name = f"{mesh.id}-{fields.get('api', 'v1.4.0')}-{fields.get('channel', 'standard')}".replace(".", "-")
    return synthetic.gateway_report(name[:64], *profiles, mesh_id=mesh.id, **fields)  # type: ignore[arg-type]


def every_state() -> tuple[ConformanceReport, ...]:
    """A report for each way in which the cases of a level can end."""
    level, profile, meshes = synthetic.level, synthetic.profile, MESHES[1:]
    return (
        gateway(meshes[0], profile(level(7), level(6, 0, 1, result="partial")), profile(level(2), name="MESH-GRPC"), api="v1.6.0"),
        gateway(meshes[1], profile(level(5, 2, 0, result="failure"), level(0, 7, 0, result="failure")), api="v1.5.1"),
        gateway(meshes[2], profile(level(0, 0, 7, result="partial"), level(None, None, None, result="success"))),
        gateway(meshes[3], profile(level(7, result="partial")), profile(level(2), level(1), name="MESH-GRPC"), channel="experimental"),
        gateway(meshes[4], profile(level(6, 0, 0)), api="v1.3.0", ran="2025-06-11", mode="ambient"),
        gateway(meshes[5], profile(level(2), name="MESH"), api="v1.0.0", ran="2024-02-01", channel=None, mode=None),
        gateway(meshes[6], profile(level(7)), api="4c436290f2", ran=None),
        gateway(meshes[7], profile(level(3, 3, 1, result="failure"), level(11, 2, 4, result="failure")), api="v1.6.0"),
    )  # fmt: skip


def matrix(suite: str, *reports: ConformanceReport) -> Figure:
    made = synthetic.catalogue(*reports, meshes=MESHES)
    return for_matrix(survey(made, TODAY), suite, made.meshes)


def catalogue(*members: ConformanceReport | Pattern) -> Catalogue:
    return synthetic.catalogue(*members, meshes=MESHES)


def smi() -> Figure:
    """SMI: all passed, one group failed, versions that are not served, and specifications without named cases."""
    told = synthetic.SMI_SPECIFICATIONS
    half = tuple(replace(each, capability=word) for each, word in zip(told, ("full", "half", "none"), strict=True))
    return matrix(
        "smi",
        synthetic.smi_report("a", mesh_id="alpha"),
        synthetic.smi_report("b", {"TA": "failed", "TS": "version-not-served", "TSC": "not-claimed"}, mesh_id="beta"),
        synthetic.smi_report("c", mesh_id="gamma", suite_version=None, cases=(), specifications=half),
    )


def related(name: str, number: int, *relations: tuple[Relation, str], **fields: object) -> Pattern:
    ties = tuple(Related(pattern=other, relation=relation, note=None) for relation, other in relations)
    return replace(pattern(name, number=number), title=name.replace("-", " ").capitalize(), related=ties, **fields)  # type: ignore[arg-type]


REQUIRES, SPECIALIZES, COMPLEMENTS, INSTEAD, CONFLICTS = (
    Relation.REQUIRES, Relation.SPECIALIZES, Relation.COMPLEMENTS, Relation.ALTERNATIVE_TO, Relation.CONFLICTS_WITH,
)  # fmt: skip


def catalogued() -> tuple[Pattern, ...]:
    """Patterns with every relation, a chain that is longer than the map is wide, a circle, and one that is withdrawn."""
    idea = {"status": PatternStatus.PROPOSED}
    return (
        related("ground", 1, (COMPLEMENTS, "alone")),
        related("second-floor", 2, (REQUIRES, "ground")),
        related("third-floor", 3, (REQUIRES, "second-floor")),
        related("fourth-floor", 4, (REQUIRES, "third-floor"), **idea),
        related("annex-with-a-name-of-very-many-words-for-a-map", 5, (SPECIALIZES, "ground"), **idea),
        related("left-hand", 6, (INSTEAD, "right-hand")),
        related("right-hand", 7, (INSTEAD, "left-hand"), (CONFLICTS, "ground")),
        related("hen", 8, (REQUIRES, "egg")),
        related("egg", 9, (REQUIRES, "hen")),
        related("alone", 10, (COMPLEMENTS, "ground")),
        related("gone", 11, (REQUIRES, "ground"), status=PatternStatus.WITHDRAWN),
    )


def mapped(*patterns: Pattern) -> Figure:
    return for_map([each for each in patterns if each.listed])


def chart(figure: Figure) -> Chart:
    """The figure with an address and words of its own."""
    return Chart(
        id=f"synthetic--{figure.id}",
        figure=figure,
        finding="A synthetic finding.",
        caveats=(),
        home="",
        home_title="Home",
        section="Synthetic",
        measured=(TODAY, TODAY),
        results=(),
        meshes=(),
    )
