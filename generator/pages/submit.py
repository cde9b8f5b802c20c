"""How a result gets in: three commands, and what the first is for each tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import addresses
from generator.pages.rendering import page, render

if TYPE_CHECKING:
    from generator.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool whose raw output can be imported: its importer's name, and what follows `import NAME` as an example.

    `options` are what a tool needs whose names say what a run was of.
    """

    name: str
    title: str
    reads: str
    files: str
    options: tuple[str, ...] = ()


COMMAND = ".venv/bin/mesh-results"
"""Where the repository's `make` puts the command."""
_CLONE = addresses.REPOSITORY.rpartition("/")[2]
SETUP = f"git clone https://github.com/YOU/{_CLONE}\ncd {_CLONE}\ngit switch --create my-test-2026\nmake site"
FOLDER = "results/performance/my-test-2026"
TOOLS: tuple[Tool, ...] = (
    Tool(
        name="fortio",
        title="Fortio",
        reads="its JSON, of HTTP, gRPC, TCP and UDP",
        files="result.json",
    ),
    Tool(
        name="ghz",
        title="ghz",
        reads="the JSON report of -O json or -O pretty",
        files="report.json",
    ),
    Tool(
        name="h2load",
        title="h2load",
        reads="its summary, and its log with the summary below it or without",
        files="h2load.txt",
    ),
    Tool(
        name="hey",
        title="hey",
        reads="its summary, and its CSV",
        files="hey.txt",
    ),
    Tool(
        name="istio-csv",
        title="Istio’s benchmark runner",
        reads="the CSV table that the runner of istio/tools writes",
        files="benchmark.csv",
        options=(
            "--match '{sweep}_qps_{rate}_c_{connections}_{payload}_{telemetry+}_{mode}'",
            "--id '{telemetry}-{mode}-{rate}-{connections}-{sweep}'",
            "--mesh-config '{telemetry}-{mode}'",
            "--test-id 'rate-{rate}-{connections}'",
        ),
    ),
    Tool(
        name="k6",
        title="k6",
        reads="its summaries as JSON, and the points of --out json",
        files="summary.json",
    ),
    Tool(
        name="meshery",
        title="Meshery",
        reads="its results of Fortio, wrk2 and Nighthawk, alone or a page of them, and its export",
        files="results.json",
    ),
    Tool(
        name="nighthawk",
        title="Nighthawk",
        reads="the Output of one instance or of many, as JSON or YAML, and its Fortio form",
        files="output.json",
    ),
    Tool(
        name="oha",
        title="oha",
        reads="its text output and its JSON output",
        files="runs/*.txt",
        options=(
            "--match '{mesh+}-{connections}-{requests}.txt'",
            "--mesh-config '{mesh}'",
            "--test-id '{connections}-{requests}'",
        ),
    ),
    Tool(
        name="vegeta",
        title="vegeta",
        reads="its reports as JSON, histogram or hdrplot, and the raw results that vegeta encode writes",
        files="report.json",
    ),
    Tool(
        name="wrk",
        title="wrk",
        reads="its text, best with --latency",
        files="wrk.txt",
    ),
    Tool(
        name="wrk2",
        title="wrk2",
        reads="its text with the detailed spectrum of --latency",
        files="wrk2.txt",
    ),
    Tool(
        name="smp",
        title="Any other tool that writes SMP",
        reads="SMP’s messages in every published spelling",
        files="result.yaml",
    ),
)
CONFORMANCE = (
    f"{COMMAND} import gateway-api report.yaml --into results/conformance/gateway-api\n"
    f"{COMMAND} import smi results.json --into results/conformance/smi\n"
    f"{COMMAND} new hamlet-report my-mesh-1-0\n"
    f"{COMMAND} check results/conformance"
)
PATTERNS = (
    f"{COMMAND} new pattern my-pattern\n"
    f"{COMMAND} import pattern design.yaml --into patterns/my-pattern\n"
    f"{COMMAND} check patterns/my-pattern"
)
STEPS = f"{COMMAND} import auto result.json --into {FOLDER}\n{COMMAND} check {FOLDER}\n{COMMAND} serve"
PULL_REQUEST = (
    "git add results\n"
    'git commit -s -m "Add my test of 2026"\n'
    f"{COMMAND} check --base origin/main\n"
    "git push --set-upstream origin my-test-2026"
)


def submit_page(guides: frozenset[str] = frozenset()) -> Page:
    """The overview of submitting, with a link to its guide where `guides` holds one."""
    body = render(
        "submit.html",
        addresses.SUBMIT,
        setup=SETUP,
        command=COMMAND,
        steps=STEPS,
        tools=TOOLS,
        conformance=CONFORMANCE,
        patterns=PATTERNS,
        pull_request=PULL_REQUEST,
        guides=guides,
    )
    return page(
        addresses.SUBMIT,
        body,
        title="Submit a result",
        description="From raw output to a pull request: three commands, whatever tool you used.",
        section="Submit",
        search="How to submit a result: import the raw output, check it, preview it, open a pull request.",
    )
