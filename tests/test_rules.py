"""The semantic rules at their edges; what each says about a whole file stands in tests/corpus."""

from __future__ import annotations

import math
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.finding import Hint, Rule, Severity
from generator.load import load
from generator.manifests.reading import read_manifest
from generator.rules import RULES, corpus, policy
from generator.rules.access import inside, near, number, shown
from generator.rules.addresses import https_fault
from generator.rules.comments import comments
from generator.rules.evidence import path_fault
from generator.rules.policy import version_fault
from generator.rules.privacy import credential
from generator.times import gap_seconds, read_date, read_duration, read_time

BASE = Path(__file__).parent / "corpus" / "base"
FOLDER = "results/performance/example"
RESULTS, SUBMISSION, STATUS = (f"{FOLDER}/{name}.yaml" for name in ("results", "submission", "status"))
TODAY = date(2026, 11, 25)
SEMANTIC = [each.rule for each in RULES if each.rule.code >= "MR2"]
LATENCIES = "{min: 0.2, average: 0.6, p50: 0.5, p90: 0.9, p99: 1.6, max: 12.5}"
TIMES = "start_time: 2026-11-01T10:00:00Z\n      end_time: 2026-11-01T10:01:00Z"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    shutil.copytree(BASE, root)
    return root


def edit(root: Path, path: str, *changes: tuple[str, str]) -> None:
    text = (root / path).read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    (root / path).write_text(text, encoding="utf-8")


def codes(root: Path, today: date | None = TODAY) -> list[str]:
    return [finding.rule.code for finding in load(root, today=today).findings]


def full_load(root: Path, *, average: str, protocol: str = "HTTP/1.1") -> None:
    """16 connections at 1,000 requests/s in a closed loop: 16 ms."""
    edit(
        root,
        SUBMISSION,
        ("        rps: 1000\n", ""),
        ("loop: open", "loop: closed"),
        ("offered: rate", "offered: full-load"),
    )
    edit(root, SUBMISSION, ("protocol: HTTP/1.1", f"protocol: {protocol}"))
    edit(root, RESULTS, (LATENCIES, f"{{average: {average}}}"), ('{"75": 0.7, "99.9": 4.2}', "null"))
    edit(root, RESULTS, ("average: 1.6", "average: 16"), ("max: 20.1", "max: 201"))


# What every rule brings with it


@pytest.mark.parametrize("rule", SEMANTIC, ids=lambda rule: rule.code)
def test_the_examples_of_a_rule_are_yaml_and_differ(rule: Rule) -> None:
    blocks = rule.documentation.split("```yaml\n")[1:]
    wrong, right = (block.split("```")[0] for block in blocks)
    assert list(yaml.safe_load_all(wrong)) is not None
    assert list(yaml.safe_load_all(right)) is not None
    assert wrong != right


def test_slugs_are_unique() -> None:
    slugs = [each.rule.slug for each in RULES]
    assert sorted(set(slugs)) == sorted(slugs)


FROM_MANIFESTS = {"MR610", "MR612", "MR613", "MR614", "MR615", "MR616", "MR617", "MR618", "MR624"}
"""What these say stands in `generator.manifests`, whose tests judge its words."""
REPORTS = [
    file
    for file in sorted(BASE.parent.glob("MR[2-7]*/fail-*.expected"))
    if file.parent.name.partition("-")[0] not in FROM_MANIFESTS
]


@pytest.mark.parametrize("file", REPORTS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_finding_says_what_was_expected_and_gives_a_hint(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    messages = [line for line in lines[:-1] if not line.startswith(" ")]
    hints = [line for line in lines if line.startswith("    hint: ")]
    assert len(messages) == len(hints)
    assert all("expected" in message and not message.endswith(".") for message in messages)


# Times and durations


@pytest.mark.parametrize(
    ("text", "earliest", "seconds", "zoned"),
    [
        ("2024", datetime(2024, 1, 1, tzinfo=UTC), 366 * 86400, False),
        ("2024-12", datetime(2024, 12, 1, tzinfo=UTC), 31 * 86400, False),
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC), 86400, False),
        ("2024-04-10T13:26", datetime(2024, 4, 10, 13, 26, tzinfo=UTC), 60, False),
        ("2024-04-10T13:26:07", datetime(2024, 4, 10, 13, 26, 7, tzinfo=UTC), 1, False),
        ("2020-08-12T08:44:44.445810184Z", datetime(2020, 8, 12, 8, 44, 44, 445810, tzinfo=UTC), 0, True),
    ],
)
def test_a_written_time_means_all_instants_that_its_precision_allows(
    text: str, earliest: datetime, seconds: int, *, zoned: bool
) -> None:
    span = read_time(text)
    assert span is not None
    assert (span.earliest, (span.latest - span.earliest).total_seconds(), span.zoned) == (earliest, seconds, zoned)


@pytest.mark.parametrize(
    "text",
    ["", "2024-02-30", "2024-13", "9999", "0000-01-01", "2024-04-10 13:26", "2024-04-10T13:26Z", "٢٠٢٤", "2024\n"],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text) is None


@given(st.text(max_size=40))
def test_reading_a_time_a_date_or_a_duration_never_fails(text: str) -> None:
    for read in (read_time, read_date, read_duration):
        read(text)


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year < 9999))
def test_a_time_to_the_second_is_read_back(moment: datetime) -> None:
    span = read_time(f"{moment.year:04}-{moment:%m-%dT%H:%M:%S}Z")
    assert span is not None
    assert span.earliest == moment.replace(microsecond=0)


def test_two_times_without_a_zone_are_of_one_zone_and_a_mixed_pair_may_be_of_any() -> None:
    start, end, zoned = (read_time(text) for text in ("2024-04-10T13:26", "2024-04-10T13:57", "2024-04-10T13:57:00Z"))
    assert start is not None
    assert end is not None
    assert zoned is not None
    assert gap_seconds(start, end) == (30 * 60, 32 * 60)
    low, high = gap_seconds(start, zoned)
    assert low < -13 * 3600 < 13 * 3600 < high


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("240s", 240),
        ("1h30m", 5400),
        ("1.5m", 90),
        (".5s", 0.5),
        ("10m0s", 600),
        ("1500ms", 1.5),
        ("2us3ns", 2.003e-6),
        ("5µs", 5e-6),
    ],
)
def test_a_go_duration_is_read(text: str, seconds: float) -> None:
    assert read_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "240", "s", "-3s", "+3s", "3 s", "1d", "1s2", "1.2.3s", "9" * 80 + "s"])
def test_what_is_no_go_duration_is_none(text: str) -> None:
    assert read_duration(text) is None


# Links and versions


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "https://example.org/a?b=c#d",
        "https://xn--e1afmkfd.example/",
        "https://EXAMPLE.org:443/%20(1)",
    ],
)
def test_a_plain_https_address_has_no_fault(address: str) -> None:
    assert https_fault(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "JaVa\tScript:alert(1)",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:evil.example",
        "https:/evil.example",
        "//evil.example/",
        "HTTPS://example.org/",
        "http://example.org/",
        "https://good.example\\@evil.example",
        "https://good.example@evil.example",
        "https://user:secret@example.org/",
        "https://",
        "https:///path",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://example.org:0/",
        "https://example.org:65536/",
        "https://example.org:٨٠/",
        "https://example.org:/",
        "https://-example.org/",
        "https://exa_mple.org/",
        "https://example..org/",
        "https://example.org./",
        "https://\u0456stio.example/",
        "https://example.org/ä",
        "https://example.org/a b",
        " https://example.org/",
        "https://example.org/\n",
        'https://example.org/"onclick=',
        "https://example.org/\u202e",
        "https://example.org/" + "a" * 2048,
    ],
)
def test_any_other_address_has_one(address: str) -> None:
    assert https_fault(address) is not None


@given(
    st.text(max_size=60)
    | st.text(max_size=40).map("https://{}".format)
    | st.from_regex(r"https://[a-z0-9.@:\\/?#-]{1,40}")
)
def test_what_passes_leads_to_the_public_host_that_it_shows(address: str) -> None:
    if https_fault(address) is not None:
        return
    parts = urlsplit(address)
    assert parts.scheme == "https"
    assert parts.username is None
    assert parts.password is None
    assert parts.hostname is not None
    assert "." in parts.hostname
    assert address.isascii()
    assert "\\" not in address


@pytest.mark.parametrize(
    "version",
    [
        "1.20.3",
        "v1.20.3",
        "1.20",
        "edge-24.5.1",
        "stable-2.14.9",
        "1.24.1-alpha.3",
        "1.28.7-eks-1a2b",
        "3f2a9bc",
        "abcdefa",
        "2024.10",
    ],
)
def test_a_release_or_a_commit_is_a_version(version: str) -> None:
    assert version_fault(version) is None


@pytest.mark.parametrize(
    "version",
    [
        "main",
        "Master",
        "HEAD",
        "latest",
        "1.20-latest",
        "istio/proxyv2:latest",
        "refs/heads/x1",
        "release-1.20",
        "release/v1.20",
        "1.x",
        "v1.20.X",
        "1.*",
        "^1.2",
        "~1.2",
        ">=1.2",
        "1.2 || 1.3",
        "edge",
        "unknown",
        "n/a",
        "nightly",
    ],
)
def test_a_branch_a_moving_tag_a_range_and_a_word_are_none(version: str) -> None:
    assert version_fault(version) is not None


# Ways into documents


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    )
)
def test_looking_inside_anything_never_fails(value: object) -> None:
    assert inside(value, "a", 0, "b") is None or isinstance(value, dict)
    found = number(value)
    assert found is None or not isinstance(value, bool)


def test_numbers_are_shown_without_exponent_and_noise() -> None:
    assert [shown(value) for value in (300000, 1905.42, 0.1 + 0.2, 12345678, 157.4456)] == [
        "300000",
        "1905.42",
        "0.3",
        "12345678",
        "157.446",
    ]


def told(hint: Hint) -> str:
    return hint if isinstance(hint, str) else hint()


def test_a_hint_names_the_nearest_or_the_first_known() -> None:
    assert told(near("isto", ["istio", "linkerd"], "add it")) == "did you mean istio? Otherwise add it"
    assert told(near("zzz", ["istio", "linkerd"], "add it")) == "known are istio, linkerd; otherwise add it"
    assert told(near("zzz", [], "add it")) == "add it"


# Evidence


def test_evidence_may_not_leave_its_folder_in_any_way(tmp_path: Path) -> None:
    base = tmp_path / "submission"
    (base / "evidence").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("synthetic", encoding="utf-8")
    (base / "evidence" / "plain.txt").write_text("synthetic", encoding="utf-8")
    (base / "evidence" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (base / "evidence" / "elsewhere").symlink_to(tmp_path, target_is_directory=True)
    assert path_fault(base, "evidence/plain.txt") is None
    for path in (
        "../secret.txt",
        "evidence/../../secret.txt",
        str(tmp_path / "secret.txt"),
        "evidence\\..\\x",
        "evidence/\0",
    ):
        assert path_fault(base, path) == "leaves the submission's folder"
    for path in ("evidence/link.txt", "evidence/elsewhere/secret.txt"):
        assert path_fault(base, path) == "passes through a symbolic link"
    assert path_fault(base, "evidence") == "is not a file"
    assert path_fault(base, "evidence/plain.txt/x") == "does not exist"
    assert path_fault(base, "evidence/" + "a" * 300) == "has a name that file systems refuse"


def test_one_changed_byte_of_evidence_is_found(repository: Path) -> None:
    assert codes(repository) == []
    file = repository / FOLDER / "evidence" / "baseline.txt"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))
    assert codes(repository) == ["MR216"]


# Values


@pytest.mark.parametrize(
    ("start", "end", "seconds", "expected"),
    [
        ("2026-05-10T13:26", "2026-05-10T13:57", 1905.42, []),  # 31 minutes by the clock, 31.8 measured
        ("2026-05-10T13:26", "2026-05-10T13:28", 61.0, []),
        ("2026-05-10T13:26", "2026-05-10T13:28", 31.0, ["MR311"]),
        ("2026-05", "2026-05", 1905.42, []),
        ("2026-05-10T13:26:00Z", "2026-05-10T14:26:00", 1905.42, []),  # one of them may be of any zone
    ],
)
def test_a_duration_is_judged_by_the_precision_of_the_times(
    repository: Path, start: str, end: str, seconds: float, expected: list[str]
) -> None:
    times = f"start_time: {start}\n      end_time: {end}"
    edit(repository, SUBMISSION, ("    duration: 60s\n", ""), ("stop: {seconds: 60}", "stop: {requests: 60000}"))
    edit(
        repository,
        RESULTS,
        (TIMES, times),
        ("duration_seconds: 60", f"duration_seconds: {seconds}"),
        ("      requests: 60000\n", ""),
    )
    assert codes(repository) == expected


@pytest.mark.parametrize(
    ("average", "protocol", "expected"),
    [
        ("16", "HTTP/1.1", []),
        ("8.1", "HTTP/1.1", []),
        ("31", "HTTP/1.1", []),
        ("7.9", "HTTP/1.1", ["MR309"]),
        ("33", "HTTP/1.1", ["MR309"]),
        ("0.016", "HTTP/1.1", ["MR304"]),  # one finding for one mistake
        ("0.016", "HTTP/2", []),  # connections are shared: nothing follows
    ],
)
def test_little_s_law_holds_in_a_closed_loop_at_full_load(
    repository: Path, average: str, protocol: str, expected: list[str]
) -> None:
    full_load(repository, average=average, protocol=protocol)
    assert codes(repository) == expected


@pytest.mark.parametrize(
    ("maximum", "expected"),
    [
        ("1.228156924", ["MR304"]),
        ("0.3504722", ["MR304"]),
        ("1.228156", []),  # nanoseconds in milliseconds
        ("1.2281569240000001", []),  # arithmetic, not a clock
        ("1228.156924", []),
        ("12.281569241", []),
    ],
)
def test_nanosecond_decimals_give_seconds_away(repository: Path, maximum: str, expected: list[str]) -> None:
    edit(
        repository,
        RESULTS,
        (LATENCIES, f"{{min: 0.2, p50: 0.3, max: {maximum}}}"),
        ('{"75": 0.7, "99.9": 4.2}', "null"),
    )
    assert codes(repository) == expected


@pytest.mark.parametrize(
    ("achieved", "expected"),
    [("950.1", []), ("949.9", ["MR315"]), ("1050", []), ("1062", []), ("1063", ["MR314"])],
)
def test_the_achieved_rate_is_judged_at_95_and_105_percent(
    repository: Path, achieved: str, expected: list[str]
) -> None:
    edit(repository, RESULTS, ("actual_qps: 1000", f"actual_qps: {achieved}"))
    assert codes(repository) == expected


def test_rates_of_several_clients_add_up(repository: Path) -> None:
    client = "      - {connections: 16, rps: 1000}\n    duration: 60s"
    edit(repository, SUBMISSION, ("    duration: 60s", client))
    assert codes(repository) == ["MR315", "MR315"]


@pytest.mark.parametrize(
    ("errors", "expected"),
    [("{}", []), ("null", []), ("{x: 600}", []), ("{x: 601}", ["MR316"]), ("{x: 60001}", ["MR317"])],
)
def test_errors_are_judged_at_one_percent_and_at_all_requests(
    repository: Path, errors: str, expected: list[str]
) -> None:
    edit(repository, RESULTS, ("errors: {}", f"errors: {errors}"))
    assert codes(repository) == expected


@pytest.mark.parametrize(
    ("percentiles", "expected"),
    [('{"99.99": 9}', []), ('{"99.999": 9}', ["MR308"]), ('{"99.998": 9}', [])],
)
def test_a_fine_percentile_needs_one_slower_request(repository: Path, percentiles: str, expected: list[str]) -> None:
    edit(repository, RESULTS, ('{"75": 0.7, "99.9": 4.2}', percentiles))
    assert codes(repository) == expected


def test_zero_is_reported_once_and_not_as_a_disorder(repository: Path) -> None:
    edit(repository, RESULTS, (LATENCIES, "{min: 0, average: 0, p50: 0.5, p90: 0, p99: 1.6, max: 0}"))
    assert codes(repository) == ["MR307"] * 4


def test_percentiles_of_both_maps_are_ordered_by_number_not_by_text(repository: Path) -> None:
    edit(repository, RESULTS, ('{"75": 0.7, "99.9": 4.2}', '{"5": 0.3, "75": 0.7, "99.9": 4.2}'))
    assert codes(repository) == []


# References and status


def test_a_broken_file_does_not_make_its_results_unknown(repository: Path) -> None:
    edit(repository, STATUS, ("results: [istio-1]", "results: [istio-2]"))
    (repository / FOLDER / "second.yaml").write_text("kind: performance-results/v1\nresults: 5\n", encoding="utf-8")
    assert "MR213" not in codes(repository)
    (repository / FOLDER / "second.yaml").unlink()
    assert codes(repository) == ["MR213"]


def test_a_broken_submission_is_not_a_missing_one(repository: Path) -> None:
    edit(repository, SUBMISSION, ("lab: lab-one\n", ""))
    assert codes(repository) == ["MR101"]


def test_a_broken_registry_entry_is_not_an_unknown_mesh(repository: Path) -> None:
    edit(repository, "results/registry/meshes/istio.yaml", ("mesh_kind: mesh", "mesh_kind: gateway"))
    assert codes(repository) == ["MR104"]


def test_the_future_begins_after_tomorrow_and_is_not_judged_without_a_day(repository: Path) -> None:
    edit(repository, STATUS, ("2026-11-23", "2026-11-27"))
    assert codes(repository, date(2026, 11, 26)) == []
    assert codes(repository, date(2026, 11, 25)) == ["MR708"]
    assert codes(repository, None) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("-----BEGIN RSA PRIVATE " + "KEY-----", "a private key"),
        ("-----BEGIN PRIVATE " + "KEY-----", "a private key"),
        ("x AKIA" + "A" * 16, "a cloud access key"),
        ("ghp_" + "a" * 36, "a token of a code host"),
        ("xoxb-" + "1" * 12, "a token of a chat service"),
        ("eyJhbGciOiJIUzI1NiJ9." + "eyJ" + "b" * 30, "a JSON Web Token"),
        ("eyJhbGciOi-" * 300, None),
        ("-----BEGIN CERTIFICATE-----", None),
    ],
)
def test_a_credential_is_known_by_its_form(text: str, what: str | None) -> None:
    assert credential(text) == what


def test_a_finding_never_repeats_a_credential(repository: Path) -> None:
    written = "c3ludGhldGljc2VjcmV0"
    edit(
        repository,
        SUBMISSION,
        ("reproduce: Nothing", f"reproduce: 'authorization: Basic {written}. Nothing"),
        ("was measured.", "was measured.'"),
    )
    (finding,) = load(repository, today=TODAY).findings
    assert finding.rule.code == "MR705"
    assert written not in finding.message + finding.hint


def test_what_makes_numbers_wrong_is_an_error_and_what_makes_them_weak_a_warning() -> None:
    weak = {rule.code for rule in SEMANTIC if rule.severity is Severity.WARNING}
    numbers = {"MR305", "MR308", "MR309", "MR315", "MR316", "MR321", "MR328", "MR401", "MR404", "MR706", "MR707"}
    reports = {"MR504", "MR506", "MR507", "MR508", "MR510", "MR511", "MR512", "MR513", "MR516"}
    patterns = {"MR603", "MR614", "MR624", "MR625", "MR626"}
    assert weak == numbers | reports | patterns | {"MR224"}


@given(st.floats(min_value=-1e15, max_value=1e15, allow_nan=False))
def test_a_shown_number_is_the_number(value: float) -> None:
    assert "e+" not in shown(value)
    assert math.isclose(float(shown(value)), value, rel_tol=1e-5, abs_tol=0.5 if abs(value) >= 1e6 else 1e-300)


@pytest.mark.parametrize(
    ("expression", "is_open"),
    [
        ("Apache-2.0", True),
        ("cc-by-4.0 AND MIT", True),
        ("(Apache-2.0)", True),
        ("Apache-2.0 OR (MIT AND GPL-3.0)", True),
        ("(MIT OR CC-BY-NC-4.0) AND ISC", True),
        ("MIT OR CC-BY-NC-4.0 AND ISC", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("(MIT OR ISC) AND CC-BY-NC-4.0", False),
        ("(MIT AND CC-BY-NC-4.0) OR CC-BY-ND-4.0", False),
        ("", False),
        ("()", False),
        ("(Apache-2.0", False),
        ("Apache-2.0)", False),
        ("Apache-2.0 OR ", False),
        ("OR Apache-2.0", False),
        ("Apache-2.0 OR AND", False),
        ("Apache-2.0 OR MIT ISC", False),
        ("(MIT)(ISC)", False),
        ("MIT WITH", False),
        ("(" * 60_000, False),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_a_licence_is_open_if_it_is_an_expression_that_leaves_an_open_choice(expression: str, *, is_open: bool) -> None:
    assert policy._is_open(expression) is is_open


def test_comments_are_what_stands_between_the_values() -> None:
    text = "é: a # one\nb: |  # two\n  x # no\n# three\nc: 'q # no'\nd: [1, # four\n  2]\ne: p#no\n--- # five\nf: 1\n#\n# # six"
    assert list(comments(text)) == ["one", "two", "three", "four", "five", "", "six"]
    assert list(comments("a: 1\n")) == []


def test_the_manifests_are_sorted_into_their_folders_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = corpus.pattern_name
    monkeypatch.setattr(corpus, "pattern_name", lambda path: asked.append(path) or real(path))
    manifests = [
        read_manifest(f"patterns/p{at}/istio/{name}.yaml", b"a: 1\n") for at in range(20) for name in ("a", "b")
    ]
    found = corpus.gather([], [], frozenset(), manifests=manifests).patterns
    assert len(found) == 20
    assert all(list(each.manifests) == ["istio/a.yaml", "istio/b.yaml"] for each in found)
    assert max(Counter(asked).values()) <= 2
