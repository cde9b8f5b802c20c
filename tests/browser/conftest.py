"""The real site, built once, and visits to its pages that note everything that goes wrong."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests import sites

AXE = sites.PROJECT / "node_modules/axe-core/axe.min.js"
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(event.violatedDirective + " " + event.blockedURI + " " + (event.sample || "")));
"""
TEXTS = {".css", ".html", ".js", ".json", ".svg", ".xml", ""}


@dataclass
class Visit:
    """A page in the browser and what it did on its way."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def open(self, path: str = "") -> Visit:
        self.page.goto(self.address + path, wait_until="load")
        return self

    @property
    def foreign(self) -> list[str]:
        """Requests to another origin."""
        return [url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))]

    @property
    def violations(self) -> list[str]:
        return list(self.page.evaluate("window.violations"))

    @property
    def transferred(self) -> int:
        """Bytes of all answers so far, texts compressed as a host of static pages does."""
        kinds = {answer: Path(urlsplit(answer.url).path).suffix for answer in self.responses if answer.ok}
        bodies = [(answer.body(), kind in TEXTS) for answer, kind in kinds.items()]
        return sum(len(gzip.compress(body, 6)) if text else len(body) for body, text in bodies)

    def draw_all(self) -> int:
        """Scroll each chart into view and wait until it is drawn; the number of charts."""
        plots = self.page.locator(".mr-chart__plot[data-figure]")
        for plot in plots.all():
            plot.scroll_into_view_if_needed()
            expect(plot).to_have_attribute("data-state", re.compile("ready|failed"))
        return plots.count()

    def watch(self, answer: Response) -> None:
        self.responses.append(answer)
        if answer.status >= 400 and not answer.request.is_navigation_request():
            self.complaints.append(f"{answer.status} {answer.url}")


def until(holds: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something holds; Playwright's own wait evaluates text in the page, which the policy forbids."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to hold"
        time.sleep(0.05)


Visits = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository, as `make site` builds it."""
    return sites.built(sites.PROJECT, tmp_path_factory.mktemp("real") / "site")


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served: below a path, as on the pages of a repository."""
    with sites.served(site, "/mesh-results/") as served:
        yield served


@pytest.fixture(scope="session")
def root_address(site: Path) -> Iterator[str]:
    """Where the site is served without a path."""
    with sites.served(site) as served:
        yield served


@pytest.fixture(scope="session")
def visits(chromium: Browser, address: str) -> Visits:
    """Begin a visit: light or dark, so many pixels wide, with or without JavaScript."""

    @contextmanager
    def begin(
        scheme: str = "light", width: int = 1280, *, at: str = address, axe: bool = False, **options: object
    ) -> Iterator[Visit]:
        height = 900 if width > 600 else 800
        context = chromium.new_context(
            color_scheme=scheme, viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH)
        if axe:
            context.add_init_script(path=AXE)
        page = context.new_page()
        visit = Visit(page, at)
        page.on("request", lambda request: visit.requests.append(request.url))
        page.on("response", visit.watch)
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.on(
            "console", lambda said: visit.complaints.append(said.text) if said.type in {"error", "warning"} else None
        )
        yield visit
        context.close()

    return begin


def one(site: Path, pattern: str) -> str:
    """The path of the first page whose folder fits the pattern."""
    return f"{min(site.glob(f'{pattern}/index.html')).parent.relative_to(site)}/"


KINDS = {
    "home": "",
    "explorer": "performance",
    "groups": "performance/groups",
    "compare": "performance/compare",
    "group": "performance/groups/v3-2024-04-productpage-pod-32-*",
    "group-at-rate": "performance/groups/2020-08-12-*-1000-rps-16-*",
    "result": "performance/results/livewyer-2024/v3-istio-pod-32",
    "disputed-result": "performance/results/livewyer-2024/v3-cilium-vm-128",
    "distributed": "performance/distributed",
    "submission": "performance/submissions/livewyer-2024",
    "list": "performance/by-mesh/istio/*",
    "mesh": "meshes/istio",
    "lab": "performance/labs/aws-us-east-1-livewyer",
    "working-group": "working-group",
    "rule": "rules/MR301",
    "rules": "rules",
    "schema": "schemas/performance-submission-v1",
    "guide": "guides/comparison",
    "charts": "charts",
    "data": "data",
    "chart": "charts/v3-2024-04-productpage-pod-32-*--throughput",
    "pinned-chart": "charts/v3-2024-04-productpage-pod-32-*--throughput/*",
    "conformance": "conformance",
    "matrix": "conformance/gateway-api",
    "suite-smi": "conformance/smi",
    "suite-hamlet": "conformance/hamlet",
    "cases": "conformance/gateway-api/cases",
    "compare-reports": "conformance/compare",
    "report": "conformance/reports/cilium-v1-20-0-v1-6-1-standard",
    "historic-report": "conformance/reports/smi-linkerd-v2-9-2-2020-10-14",
    "abstraction": "abstractions/smi",
}
"""One page of each kind, as a pattern of its folder."""
MISSING = "performance/nothing/at/all/"


@pytest.fixture(scope="session")
def path_of(site: Path) -> Callable[[str], str]:
    """The path of the page of a kind."""

    def found(kind: str) -> str:
        if kind == "missing":
            return MISSING
        return one(site, KINDS[kind]) if kind != "home" else ""

    return found
