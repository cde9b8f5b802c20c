"""How a result gets in: the three commands for the tool that was used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import addresses
from generator.pages.rendering import page, render

if TYPE_CHECKING:
    from generator.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool whose raw output can be imported: its importer's name, and a command as an example."""

    name: str
    title: str
    reads: str
    command: str


COMMAND = ".venv/bin/mesh-results"
"""Where the repository's `make` puts the command."""
SETUP = f"git clone {addresses.REPOSITORY} && cd {addresses.REPOSITORY.rpartition('/')[2]}\nmake site"
_FOLDER = "results/performance/my-test-2026"
TOOLS: tuple[Tool, ...] = (
    Tool(
        name="fortio",
        title="Fortio",
        reads="its JSON, of HTTP, gRPC, TCP and UDP",
        command=f"{COMMAND} import fortio result.json --into {_FOLDER}",
    ),
    Tool(
        name="ghz",
        title="ghz",
        reads="the JSON report of -O json or -O pretty",
        command=f"{COMMAND} import ghz report.json --into {_FOLDER}",
    ),
    Tool(
        name="h2load",
        title="h2load",
        reads="its summary, and its log with the summary below it or without",
        command=f"{COMMAND} import h2load h2load.txt --into {_FOLDER}",
    ),
    Tool(
        name="hey",
        title="hey",
        reads="its summary, and its CSV",
        command=f"{COMMAND} import hey hey.txt --into {_FOLDER}",
    ),
    Tool(
        name="istio-csv",
        title="Istio’s benchmark runner",
        reads="the CSV table that the runner of istio/tools writes",
        command=f"{COMMAND} import istio-csv benchmark.csv \\\n"
        f"  --into {_FOLDER} \\\n"
        "  --match '{sweep}_qps_{rate}_c_{connections}_{payload}_{telemetry+}_{mode}' \\\n"
        "  --id '{telemetry}-{mode}-{rate}-{connections}-{sweep}' \\\n"
        "  --mesh-config '{telemetry}-{mode}' --test-id 'rate-{rate}-{connections}'",
    ),
    Tool(
        name="k6",
        title="k6",
        reads="its summaries as JSON, and the points of --out json",
        command=f"{COMMAND} import k6 summary.json --into {_FOLDER}",
    ),
    Tool(
        name="meshery",
        title="Meshery",
        reads="its results of Fortio, wrk2 and Nighthawk, alone or a page of them, and its export",
        command=f"{COMMAND} import meshery results.json --into {_FOLDER}",
    ),
    Tool(
        name="nighthawk",
        title="Nighthawk",
        reads="the Output of one instance or of many, as JSON or YAML, and its Fortio form",
        command=f"{COMMAND} import nighthawk output.json --into {_FOLDER}",
    ),
    Tool(
        name="oha",
        title="oha",
        reads="its text output and its JSON output",
        command=f"{COMMAND} import oha runs/*.txt \\\n"
        f"  --into {_FOLDER} \\\n"
        "  --match '{mesh+}-{connections}-{requests}.txt' \\\n"
        "  --mesh-config '{mesh}' --test-id '{connections}-{requests}'",
    ),
    Tool(
        name="vegeta",
        title="vegeta",
        reads="its reports as JSON, histogram or hdrplot, and the raw results that vegeta encode writes",
        command=f"{COMMAND} import vegeta report.json --into {_FOLDER}",
    ),
    Tool(
        name="wrk",
        title="wrk",
        reads="its text, best with --latency",
        command=f"{COMMAND} import wrk wrk.txt --into {_FOLDER}",
    ),
    Tool(
        name="wrk2",
        title="wrk2",
        reads="its text with the detailed spectrum of --latency",
        command=f"{COMMAND} import wrk2 wrk2.txt --into {_FOLDER}",
    ),
    Tool(
        name="smp",
        title="Any other tool that writes SMP",
        reads="SMP’s messages in every published spelling",
        command=f"{COMMAND} import smp result.yaml --into {_FOLDER}",
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
CHECK = f"{COMMAND} check {_FOLDER}"
PREVIEW = f"{COMMAND} serve"


def submit_page(guides: frozenset[str] = frozenset()) -> Page:
    """The overview of submitting, with a link to its guide where `guides` holds one."""
    body = render(
        "submit.html",
        addresses.SUBMIT,
        setup=SETUP,
        command=COMMAND,
        tools=TOOLS,
        conformance=CONFORMANCE,
        patterns=PATTERNS,
        check=CHECK,
        preview=PREVIEW,
        guides=guides,
    )
    return page(
        addresses.SUBMIT,
        body,
        title="Submit a result",
        description="From raw output to a pull request: three commands for the tool you used.",
        section="Submit",
        search="How to submit a result: import the raw output, check it, preview it, open a pull request.",
    )
