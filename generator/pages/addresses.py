"""Addresses of pages and files, relative to the site's root; a page's ends in a slash, home's is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from generator.finding import Location
    from generator.model import Evidence, Result

EXPLORER = "performance/"
MESHES = "meshes/"
RULES = "rules/"
SCHEMAS = "schemas/"
SUBMIT = "submit/"
WORKING_GROUP = "working-group/"
MESHMARK = "performance/meshmark/"
EXPLORER_DATA = "data/explorer.json"
RESULTS_CSV = "data/results.csv"
REPOSITORY = "https://github.com/service-mesh-wg/mesh-results"


def result_path(address: str) -> str:
    """The page of one result, by its address (submission/result)."""
    return f"performance/results/{address}/"


def group_path(group_id: str) -> str:
    """The page of one comparison group."""
    return f"performance/groups/{group_id}/"


def submission_path(submission_id: str) -> str:
    """The page of one submission."""
    return f"performance/submissions/{submission_id}/"


def lab_path(lab_id: str) -> str:
    """The page of one lab."""
    return f"performance/labs/{lab_id}/"


def mesh_path(mesh_id: str) -> str:
    """The page of one mesh."""
    return f"{MESHES}{mesh_id}/"


def rule_path(code: str) -> str:
    """The page of one rule."""
    return f"{RULES}{code}/"


def abstraction_path(name: str) -> str:
    """The page of SMI, SMP or Hamlet."""
    return f"abstractions/{name}/"


def list_path(kind: str, name: str, number: int = 1) -> str:
    """Page `number` (from 1) of the complete list of a mesh's, lab's or submission's results: all at one depth."""
    return f"performance/by-{kind}/{name}/{number}/"


def file_uri(repository: str, origin: Location) -> str:
    """The line of a submitted file in the repository's web interface."""
    line = f"#L{origin.line}" if origin.line > 1 else ""
    return f"{repository}/blob/main/{quote(origin.path)}{line}"


def evidence_uri(repository: str, result: Result, evidence: Evidence) -> str | None:
    """Where the raw output can be had: in the repository, or at the address that was submitted if it is an https one."""
    if evidence.path is not None:
        return f"{repository}/blob/main/{quote(f'results/performance/{result.submission}/{evidence.path}')}"
    return evidence.uri if evidence.uri is not None and evidence.uri.startswith("https://") else None
