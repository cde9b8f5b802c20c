"""Addresses of pages and files, relative to the site's root; a page's ends in a slash, home's is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.finding import Location
    from generator.model import Evidence

EXPLORER = "performance/"
LABS = "performance/labs/"
SUBMISSIONS = "performance/submissions/"
COMPARE = "performance/compare/"
MESHES = "meshes/"
CHARTS = "charts/"
CONFORMANCE = "conformance/"
COMPARE_REPORTS = "conformance/compare/"
CONFORMANCE_DATA = "data/conformance.json"
CONFORMANCE_FILES = ("conformance-reports", "conformance-cases", "conformance-features", "conformance-claims")
DATA = "data/"
DATA_VERSION = "data/v1/"
DATA_INDEX = "data/v1/index.json"
SMP_RESULTS = "data/v1/smp.ndjson"
SMP_CONFIGS = "data/v1/smp-configs.ndjson"
FEED = "feed.xml"
PATTERNS = "patterns/"
PATTERN_MAP = "pattern-map/"
PATTERNS_JSON = "data/patterns.json"
RULES = "rules/"
SCHEMAS = "schemas/"
SHORT = "c/"
SUBMIT = "submit/"
WORKING_GROUP = "working-group/"
GOVERNANCE = "governance/"
BUILD_MANIFEST = "build.json"
"""Lists every file of the site but itself."""
DISPUTES = "disputes/"
DISTRIBUTED = "performance/distributed/"
MESHMARK = "performance/meshmark/"
EXPLORER_DATA = "data/explorer.json"
COMPARE_DATA = "data/compare.json"
RESULTS_CSV = "data/results.csv"
LISTS = (
    *(
        EXPLORER,
        LABS,
        SUBMISSIONS,
        COMPARE,
        DISTRIBUTED,
        MESHMARK,
        MESHES,
        CHARTS,
        CONFORMANCE,
        COMPARE_REPORTS,
        PATTERNS,
        PATTERN_MAP,
    ),
    *(DISPUTES, SUBMIT, WORKING_GROUP, GOVERNANCE),
)
"""The pages that there always are, but for home."""
KEPT = (
    *("abstractions/", "assets/", "badges/", "images/", "performance/by-", "search/"),
    *(DATA, RULES, SCHEMAS, SHORT),
)
"""Folders that hold files, or pages of fixed names: nothing in them moves."""
REPOSITORY = "https://github.com/service-mesh-wg/mesh-results"


def result_path(address: str) -> str:
    """The page of one result, by its address (submission/result)."""
    return f"performance/results/{address}/"


def dispute_path(dispute_id: str) -> str:
    """The page of one dispute."""
    return f"{DISPUTES}{dispute_id}/"


def group_path(group_id: str) -> str:
    """The page of one comparison group."""
    return f"performance/groups/{group_id}/"


def group_file(group_id: str) -> str:
    """A comparison group's key and results as the page that compares loads them."""
    return f"performance/groups/{group_id}/group.json"


def compare_query(short_ids: Iterable[str]) -> str:
    """The page that puts the results of those short ids side by side."""
    return f"{COMPARE}?r={'.'.join(short_ids)}"


def chart_path(chart_id: str) -> str:
    """The page of one chart, alone and as of now."""
    return f"charts/{chart_id}/"


def chart_base(chart_id: str) -> str:
    """The path of a chart's files without their ending: json, csv, png, svg, pptx."""
    return f"{CHARTS}{chart_id}"


def pin_path(chart_id: str, digits: str) -> str:
    """The page of a chart as it was pinned under that hash."""
    return f"{CHARTS}{chart_id}/{digits}/"


def pin_base(chart_id: str, digits: str) -> str:
    """The path of a pinned chart's files without their ending."""
    return f"{CHARTS}{chart_id}/{digits}"


def group_deck(group_id: str) -> str:
    """The deck of one comparison group."""
    return f"{group_path(group_id)}deck.pptx"


def mesh_deck(mesh_id: str) -> str:
    """The deck of one mesh."""
    return f"{mesh_path(mesh_id)}deck.pptx"


def submission_path(submission_id: str) -> str:
    """The page of one submission."""
    return f"{SUBMISSIONS}{submission_id}/"


def lab_path(lab_id: str) -> str:
    """The page of one lab."""
    return f"{LABS}{lab_id}/"


def mesh_path(mesh_id: str) -> str:
    """The page of one mesh."""
    return f"{MESHES}{mesh_id}/"


def suite_path(name: str) -> str:
    """The matrix of one conformance suite."""
    return f"{CONFORMANCE}{name}/"


def cases_path(name: str) -> str:
    """The cases of one conformance suite."""
    return f"{CONFORMANCE}{name}/cases/"


def report_path(report_id: str) -> str:
    """The page of one conformance report."""
    return f"{CONFORMANCE}reports/{report_id}/"


def pattern_path(pattern_id: str) -> str:
    """The page of one pattern."""
    return f"{PATTERNS}{pattern_id}/"


def manifests_path(pattern_id: str, target: str) -> str:
    """The manifests of a pattern for one target, as one file."""
    return f"{PATTERNS}{pattern_id}/{target}.yaml"


def badge_path(mesh_id: str, suite: str, ending: str = "svg") -> str:
    """The badge of a mesh for a suite, as a picture or as the JSON of a badge service."""
    return f"badges/{mesh_id}/{suite}.{ending}"


def rule_path(code: str) -> str:
    """The page of one rule."""
    return f"{RULES}{code}/"


def abstraction_path(name: str) -> str:
    """The page of SMI, SMP or Hamlet."""
    return f"abstractions/{name}/"


def list_path(kind: str, name: str, number: int = 1) -> str:
    """Page `number` (from 1) of the complete list of a mesh's, lab's or submission's results: all at one depth."""
    return f"performance/by-{kind}/{name}/{number}/"


def table_path(name: str, ending: str) -> str:
    """A published table in one of its forms: csv, json or parquet."""
    return f"{DATA_VERSION}{name}.{ending}"


def file_uri(repository: str, origin: Location) -> str:
    """The line of a submitted file in the repository's web interface."""
    line = f"#L{origin.line}" if origin.line > 1 else ""
    return f"{repository}/blob/main/{quote(origin.path)}{line}"


def evidence_uri(repository: str, origin: Location, evidence: Evidence) -> str | None:
    """Where the raw output of a file's result can be had: beside that file, or at the https address that was submitted."""
    if evidence.path is not None:
        folder = origin.path.rpartition("/")[0]
        return f"{repository}/blob/main/{quote(f'{folder}/{evidence.path}')}"
    return evidence.uri if evidence.uri is not None and evidence.uri.startswith("https://") else None
