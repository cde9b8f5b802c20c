"""What the guide to runs at scale tells people to do is done here, as far as this machine can."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from generator.cli import run

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guides" / "at-scale.md"
GENERATORS = 20


@cache
def blocks(language: str) -> tuple[str, ...]:
    return tuple(re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))


def job() -> Mapping[str, Any]:
    (found,) = [block for block in blocks("yaml") if block.startswith("apiVersion")]
    return dict(yaml.safe_load(found))


def containers() -> Iterator[Mapping[str, Any]]:
    spec = job()["spec"]["template"]["spec"]
    yield from spec["initContainers"]
    yield from spec["containers"]


def script(name: str) -> str:
    """What the shell of that container is given."""
    command = next(each["command"] for each in containers() if each["name"] == name)
    assert command[:2] == ["sh", "-c"]
    return str(command[2])


@pytest.mark.parametrize("version", ["1.29", "1.34"])
def test_the_job_is_what_kubernetes_takes(version: str) -> None:
    kubernetes_validate.validate(job(), version, strict=True)


def test_each_block_of_yaml_is_yaml() -> None:
    assert [type(yaml.safe_load(block)) for block in blocks("yaml")] == [dict, list]


def test_generators_wait_for_the_moment_that_they_share() -> None:
    start = int(time.time()) + 2
    subprocess.run(
        ["sh", "-c", script("wait")], env={"START": str(start), "PATH": "/usr/bin:/bin"}, check=True, timeout=60
    )
    assert time.time() >= start


def test_the_output_is_printed_when_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "output.json"
    file.write_text('{"RunType": "HTTP", ')
    command = script("output").replace("/results", str(tmp_path))
    with subprocess.Popen(["sh", "-c", command], stdout=subprocess.PIPE, text=True) as child:
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(1.5)
        file.write_text('{"RunType": "HTTP", "synthetic": 1}')
        printed, _ = child.communicate(timeout=60)
    assert json.loads(printed) == {"RunType": "HTTP", "synthetic": 1}


def fortio(place: int) -> Mapping[str, object]:
    """A synthetic output of one generator: 15,000 requests in buckets of 0.1 ms, one generator ten times as slow as the others."""
    slow = 10 if place == 7 else 1
    edges = [number * slow / 10_000 for number in range(5, 16)]
    counts = [1000, 2000, 3000, 4000, 2000, 1500, 800, 400, 200, 100 + place]
    total = sum(counts)
    rows, reached = [], 0
    for low, high, count in zip(edges, edges[1:], counts, strict=False):
        reached += count
        rows.append({"Start": low, "End": high, "Percent": 100 * reached / total, "Count": count})
    mean = sum((row["Start"] + row["End"]) / 2 * row["Count"] for row in rows) / total
    return {
        "RunType": "HTTP", "Labels": "synthetic", "StartTime": f"2026-11-01T10:00:0{place % 2}Z", "RequestedQPS": "50",
        "RequestedDuration": "5m0s", "ActualQPS": total / 300, "ActualDuration": 300_000_000_000, "NumThreads": 4, "Version": "1.69.5",
        "DurationHistogram": {
            "Count": total, "Min": edges[0], "Max": edges[-1], "Sum": mean * total, "Avg": mean, "StdDev": 0.0002 * slow, "Data": rows,
            "Percentiles": [{"Percentile": 50, "Value": edges[4]}, {"Percentile": 99, "Value": edges[9]}],
        },
        "RetCodes": {"200": total}, "URL": "http://echo.measured.svc.cluster.local:8080/",
    }  # fmt: skip


def commands(word: str) -> list[str]:
    """The guide's calls of the command that hold a word, each on one line."""
    lines = [re.sub(r" \\\n +", " ", block) for block in blocks("console")]
    found = [
        line.removeprefix("$ ") for text in lines for line in text.splitlines() if line.startswith("$ mesh-results")
    ]
    return [line.removeprefix("mesh-results ") for line in found if word in line]


def test_outputs_of_twenty_generators_become_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run-istio-1000-1"
    folder.mkdir()
    (tmp_path / "results").mkdir()
    for place in range(GENERATORS):
        (folder / f"generators-{place}-x{place}yz.json").write_text(json.dumps(fortio(place)))
    monkeypatch.chdir(tmp_path)
    (line,) = commands("import auto")
    files = sorted(str(path.relative_to(tmp_path)) for path in folder.iterdir())
    words = [word.strip("'") for word in line.split()]
    at = words.index("run-*/generators-*.json")
    words[at : at + 1] = files
    assert run(words) == 0
    assert "would write" in capsys.readouterr().out
    words[words.index("--dry-run")] = "--yes"
    assert run(words) == 0
    results = yaml.safe_load((tmp_path / "results/performance/my-submission/results.yaml").read_text())["results"]
    (entry,) = results
    measured = entry["measurement"]
    assert (entry["id"], entry["result"]["env_id"]) == ("istio-1000-1", "my-lab")
    assert len(measured["generators"]) == measured["generators_expected"] == GENERATORS
    assert measured["requests"] == sum(
        sum(row["Count"] for row in fortio(place)["DurationHistogram"]["Data"]) for place in range(GENERATORS)
    )  # type: ignore[index]
    worst = max(each["latencies_ms"]["p99"] for each in measured["generators"])
    assert entry["result"]["latencies_ms"]["p99"] < worst
    assert "cluster.local" not in "".join(path.read_text() for path in (tmp_path / "results").rglob("*.json"))


def test_a_lab_begins_with_its_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "results").mkdir()
    monkeypatch.chdir(tmp_path)
    (line,) = commands("new lab")
    assert run(line.split()) == 0
    assert (tmp_path / "results/registry/labs/my-lab.yaml").is_file()
