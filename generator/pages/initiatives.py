"""The working group, its initiatives, and the abstractions it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import addresses
from generator.pages import wording
from generator.pages.rendering import outward, page, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.model import Claim, Initiative
    from generator.page import Page
    from generator.pages.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """What the charter says of the group, as of the day it was last changed."""

    as_of: str
    address: str
    facts: tuple[tuple[str, str], ...]
    goals: tuple[str, ...]


CHARTER = Charter(
    as_of="2024-09",
    address="https://github.com/cncf/tag-network/tree/main/service-mesh-wg",
    facts=(
        ("Belongs to", "TAG Network of the CNCF (at first SIG Network)"),
        ("Repository", "cncf/tag-network, folder service-mesh-wg (before: cncf/sig-network)"),
        ("Slack of the CNCF", "#tag-network (before: #sig-network)"),
        ("Mailing list", "cncf-tag-network-servicemesh-wg at lists.cncf.io (before: sig-network)"),
        ("Meetings", "first and third Thursday of a month, 9 am Pacific time (before: 11 am), minutes are public"),
        ("Where", "on Zoom, https://zoom.us/my/cncftagnetwork"),
    ),
    goals=(
        "Testing at scale in labs of the CNCF.",
        "Publication that goes on, and is brought up to date as the ecosystem evolves.",
    ),
)
SURROUNDINGS = frozenset({"working-group", "meshery", "cncf-lab", "smp-scheduled-tests"})
"""What the registry holds beside initiatives: the group itself, a tool, a lab, a run of tests."""
ABSTRACTIONS: Mapping[str, str] = {"smi": "SMI", "smp": "SMP", "hamlet": "Hamlet"}
"""The abstractions that have a page: id of the registry's initiative and the short name."""


def working_group_page(index: Index) -> Page:
    """Who is behind this, what is the state of its initiatives, and how does one join?"""
    body = render(
        "working-group.html",
        addresses.WORKING_GROUP,
        charter=CHARTER,
        index=index,
        initiatives=index.catalogue.initiatives,
        abstractions=ABSTRACTIONS,
        outward=outward,
    )
    return page(
        addresses.WORKING_GROUP,
        body,
        title="Working group",
        description="The Service Mesh Working Group, the state of its initiatives, and how to join.",
        section="Working group",
        source="results/registry/initiatives.yaml",
        search="Who is behind this site, the state of the initiatives, meetings, mailing list and Slack.",
    )


def abstraction_pages(index: Index) -> Iterator[Page]:
    """A page for each abstraction that the registry holds."""
    for initiative in index.catalogue.initiatives:
        if initiative.id in ABSTRACTIONS:
            yield _abstraction_page(index, initiative)


def _abstraction_page(index: Index, initiative: Initiative) -> Page:
    path = addresses.abstraction_path(initiative.id)
    claims = [claim for claim in index.catalogue.claims if claim.suite == initiative.id]
    matrix = index.survey.matrices.get(initiative.id)
    body = render(
        "abstraction.html",
        path,
        initiative=initiative,
        reports=len(matrix.outcomes) if matrix else 0,
        supporters=_supporters(claims),
        outward=outward,
    )
    return page(
        path,
        body,
        title=initiative.name,
        description=initiative.summary,
        section="Working group",
        source="results/registry/initiatives.yaml",
        search=f"{wording.INITIATIVE_STATES[initiative.state].capitalize()}. {initiative.summary}",
    )


def _supporters(claims: Iterable[Claim]) -> list[str]:
    """The meshes that are said to support something, extensions of a mesh under its name; tools and announcements are none."""
    said = [claim for claim in claims if claim.claimed and claim.subject in ("mesh", "extension")]
    first = {claim.mesh or claim.implementation: claim.implementation for claim in reversed(said)}
    return sorted(first.values(), key=str.lower)
