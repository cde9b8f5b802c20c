"""`summary`: what a change makes of what is published, told in Markdown that runs nothing and calls nobody."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import changes
from generator.changes import Changes, State, as_of
from generator.changes.texts import differences, inert
from generator.charts import gather
from generator.cli import run
from generator.compare import compare
from generator.load import load
from generator.model import Catalogue, Initiative, InitiativeFact, Relationship
from generator.model import State as ResultState
from generator.pin_form import content_hash
from tests import audits, synthetic
from tests.histories import EXAMPLE, Clone, clone, new_submission

SITE = "https://service-mesh-wg.github.io/mesh-results/"
DISPUTE = """kind: dispute/v1
id: objection
date: 2026-11-23
author: {name: Synthetic Objector, relationship: vendor}
results: [example/istio-1]
claim: Telemetry was off in the synthetic baseline.
"""


def state(catalogue: Catalogue) -> State:
    return State(catalogue=catalogue, comparison=compare(catalogue))


def differing(before: Catalogue, after: Catalogue) -> Changes:
    return changes.changes(state(before), state(after))


def measured(*p99: float, name: str = "first", **fields: object) -> Catalogue:
    runs = [
        *synthetic.repeats("alpha", synthetic.subject("alpha"), p99),
        *synthetic.repeats("none", None, [5.0] * len(p99)),
    ]
    made = replace(synthetic.whole(synthetic.submission(runs, name=name)), **fields)  # type: ignore[arg-type]
    return synthetic.catalogue(made)


def told(before: Catalogue, after: Catalogue) -> str:
    return changes.of_base(differing(before, after), SITE, "0123456789abcdef")


@pytest.fixture
def made(tmp_path: Path) -> Clone:
    return clone(tmp_path)


def summary(made: Clone, capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert run(["summary", "--repo", str(made.root), *arguments]) == code
    said = capsys.readouterr()
    return said.out if code == 0 else said.err


def test_nothing_changed_is_said() -> None:
    same = measured(10)
    assert not differing(same, same).any
    assert "Nothing of what is published changed." in told(same, same)


def test_a_new_submission_is_told_with_what_its_groups_said_before_and_say_now() -> None:
    before, added = measured(10, 11), measured(20, 21, name="second")
    after = replace(before, submissions={**before.submissions, **added.submissions})
    found = differing(before, after)
    assert [each.id for each in found.submissions] == ["second"]
    [group] = found.groups
    assert group.before is not None
    assert group.after is not None
    assert len(group.after.results) == 2 * len(group.before.results)
    text = told(before, after)
    assert (
        f"]({SITE}performance/submissions/second/), 4 results measured by Synthetic Lab, independent of the makers"
        in text
    )
    assert "- before: " in text
    assert "- now: " in text


def test_makers_are_named_with_their_contacts_and_the_days_to_reply() -> None:
    after = measured(10)
    mesh = replace(after.meshes["alpha"], contacts=("https://alpha.example/contact",))
    text = told(synthetic.catalogue(), replace(after, meshes={**after.meshes, "alpha": mesh}))
    assert "14 days to reply" in text
    assert "- Alpha: `https://alpha.example/contact`" in text
    assert "registry names no contact" in told(synthetic.catalogue(), after)


def test_a_vendors_results_and_changes_of_the_registry_are_a_curators() -> None:
    after = measured(10)
    [one] = after.submissions.values()
    by_vendor = replace(one, disclosure=replace(one.disclosure, relationship=Relationship.VENDOR))
    before = synthetic.catalogue()
    changed = replace(after, submissions={"first": by_vendor}, labs={**after.labs})
    text = told(replace(before, labs={}), changed)
    assert "is by a maker of what it measures" in text
    assert "lab synthetic-lab of the registry is added" in text


def test_an_entry_of_the_registry_that_changes_shows_each_field_before_and_after() -> None:
    fact = InitiativeFact(date="2023-10", fact="A synthetic fact.", source="https://example.org/")
    initiative = Initiative(id="smi", name="SMI", state="archived", summary="Synthetic.", facts=(fact,), links=())
    before = replace(synthetic.catalogue(synthetic.claim()), initiatives=(initiative,))
    mesh = replace(
        before.meshes["alpha"], name="Beta @all", source_model="closed", contacts=("https://other.example/",)
    )
    after = replace(
        before,
        meshes={**before.meshes, "alpha": mesh},
        labs={name: replace(each, hardware=("1 machine",)) for name, each in before.labs.items()},
        claims=(synthetic.claim(claim="Another synthetic claim."), synthetic.claim("TrafficTarget")),
        initiatives=(replace(initiative, state="active", facts=(fact, replace(fact, fact="One more."))),),
    )
    text = told(before, after)
    assert "- mesh alpha: changed\n  - name: Alpha, now `Beta @all`\n  - source_model: nothing, now closed" in text
    assert "  - contacts: nothing, now `https://other.example/`" in text
    assert "- lab synthetic-lab: changed\n  - hardware: nothing, now 1 machine" in text
    assert (
        "- initiative smi: changed\n  - state: archived, now active\n  - facts: nothing, now `2023-10, One more.,"
        in text
    )
    assert (
        "- claim smi, Alpha, TrafficSplit: changed\n  - claim: A synthetic claim., now Another synthetic claim." in text
    )
    assert "- claim smi, Alpha, TrafficTarget: added\n  - suite: smi\n" in text
    assert list(audits.audit_markdown(text)) == []
    assert [each.kind for each in differing(before, after).registry] == ["mesh", "lab", "initiative", "claim", "claim"]
    assert "- claim smi, Alpha, TrafficTarget is removed: is it used nowhere?" in told(after, before)


def test_a_moved_address_is_told() -> None:
    before, after = state(synthetic.catalogue()), state(synthetic.catalogue())
    found = changes.changes(before, replace(after, aliases=(("meshes/old/", "meshes/new/"),)))
    assert "- moved address meshes/old/ to meshes/new/: added" in changes.of_base(found, SITE, "0123456789abcdef")


def test_no_number_of_new_entries_hides_one_that_changes() -> None:
    before = measured(10)
    [lab] = before.labs.values()
    many = {f"a-lab-{number}": replace(lab, id=f"a-lab-{number}") for number in range(300)}
    changed = replace(lab, hardware=("64 virtual CPUs",))
    after = replace(before, labs={**many, lab.id: changed})
    text = told(before, after)
    assert "## Registry\n\n- lab synthetic-lab: changed\n  - hardware: nothing, now 64 virtual CPUs\n" in text
    assert "## For a curator\n\n- lab synthetic-lab of the registry is changed" in text
    assert "- Alpha: the registry names no contact" in text, "its results read otherwise"


def test_no_number_of_new_disputes_hides_a_decision(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    made.write("results/disputes/zzz.yaml", DISPUTE.replace("id: objection", "id: zzz"))
    made.commit()
    made.git("branch", "--force", "main", "HEAD")
    made.append(
        "results/disputes/zzz.yaml",
        "decision: {date: 2026-11-24, by: curators, outcome: rejected, reason: A synthetic reason.}\n",
    )
    for number in range(250):
        made.write(f"results/disputes/a-{number}.yaml", DISPUTE.replace("id: objection", f"id: a-{number}"))
    text = summary(made, capsys, "--base", "main")
    assert "## Disputes\n\n- zzz, about example/istio-1\n" in text
    assert "## For a curator\n\n- zzz is decided 1 day after 2026-11-23" in text


def test_every_change_of_a_long_text_is_shown() -> None:
    before = synthetic.catalogue()
    [lab] = before.labs.values()
    long = "A synthetic sentence. " * 40
    was, now = (
        replace(lab, description=f"{one} {long}{end}")
        for one, end in (("It", "It ranks nothing."), ("This", "It ranks all."))
    )
    text = told(replace(before, labs={lab.id: was}), replace(before, labs={lab.id: now}))
    assert "  - description: It A synthetic sentence. A synthetic, now This A synthetic sentence. A synthetic\n" in text
    assert "ranks nothing., now …" in text
    assert "ranks all.\n" in text


def test_every_line_of_a_manifest_that_differs_is_shown_before_other_fields(
    made: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    file = next((made.root / "patterns/example").glob("*/*.yaml")).relative_to(made.root)
    lines = (made.root / file).read_text(encoding="utf-8").split("\n")
    made.write(file.as_posix(), "\n".join(["# A synthetic comment.", *lines[:-2], "# The last line.", *lines[-2:]]))
    made.replace("patterns/example/pattern.yaml", "title: ", "title: Another ")
    text = summary(made, capsys, "--base", "main").partition("## Patterns")[2]
    name = file.relative_to("patterns/example").as_posix()
    places = [
        text.index(each)
        for each in (f"{name}.text: nothing, now `# A synthetic comment.`", "now `# The last line.`", "  - title: ")
    ]
    assert places == sorted(places)


def test_each_line_that_differs_is_shown_by_itself() -> None:
    was = "spec:\n  # c\n  image: one\n  privileged: true\n"
    now = f"spec:\n  # {'words ' * 100}\n  image: two\n    privileged: true\n"
    told = list(differences(was, now))
    assert told[0].startswith("`# c`, now `# words words")
    assert told[1:] == ["image: one, now image: two", "privileged: true, now privileged: true (other blanks)"]


def test_what_is_cut_of_a_difference_is_counted() -> None:
    [said] = differences("short", "x" * 1000)
    assert said.startswith("short, now xxx")
    assert said.endswith(" (cut: 700 characters more)")
    long = [" ".join(f"{name}{number}" for number in range(2000)) for name in ("a", "b")]
    [said] = differences(*long)
    assert said.endswith(" characters more)")


def test_a_typo_in_the_registry_removes_nothing(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    made.append("results/registry/meshes/istio.yaml", "contcats: []\n")
    text = summary(made, capsys, "--base", "main")
    assert "istio.yaml has errors" in text
    assert "## Removed" not in text
    assert "is removed" not in text
    assert "- gone: " not in text


def test_the_summary_says_how_much_of_a_raw_output_went(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"{EXAMPLE}/evidence/baseline.txt"
    was = (made.root / path).read_bytes()
    now = b"[redacted]\n"
    hashes = (hashlib.sha256(each).hexdigest() for each in (was, now))
    entry = (
        "  - {{path: {}, removed_sha256: {}, sha256: {}, date: 2026-11-25, by: curators, reason: synthetic}}\n".format(
            path, *hashes
        )
    )
    made.write("results/redactions.yaml", f"kind: redactions/v1\nredactions:\n{entry}")
    made.write(path, now)
    text = summary(made, capsys, "--base", "main")
    assert f"- {path} ({len(was)} bytes before, 11 now), by curators: synthetic" in text
    assert "## Attached files" not in text


def test_a_change_far_behind_in_a_long_text_is_shown() -> None:
    before = synthetic.catalogue()
    [lab] = before.labs.values()
    long = "A synthetic sentence. " * 40
    was, now = (replace(lab, description=f"{long}{end}") for end in ("It ranks nothing.", "It ranks all meshes."))
    text = told(replace(before, labs={lab.id: was}), replace(before, labs={lab.id: now}))
    assert re.search(r"description: ….*It ranks nothing\., now ….*It ranks all meshes\.", text)


def test_claims_of_one_name_are_told_apart() -> None:
    same = synthetic.claim(), synthetic.claim(claim="Another.")
    assert not differing(synthetic.catalogue(*same), synthetic.catalogue(*same)).any
    [second] = differing(synthetic.catalogue(same[0]), synthetic.catalogue(*same)).registry
    assert second.name == "smi, Alpha, TrafficSplit (2)"


def test_who_changes_a_meshs_contacts_does_not_decide_who_is_told() -> None:
    old = synthetic.catalogue()
    named = replace(old.meshes["alpha"], contacts=("https://old.example/",))
    before = replace(old, meshes={**old.meshes, "alpha": named})
    renamed = replace(named, name="Omega", contacts=("https://new.example/",))
    text = told(before, replace(before, meshes={**old.meshes, "alpha": renamed}))
    assert "- Alpha: `https://old.example/`, `https://new.example/`" in text
    gone = {name: each for name, each in before.meshes.items() if name != "alpha"}
    assert "- Alpha: `https://old.example/`" in told(before, replace(before, meshes=gone))


def test_a_group_whose_headline_stays_shows_the_sentences_that_changed() -> None:
    before, after = (
        synthetic.catalogue(
            *synthetic.repeats("a", synthetic.subject("alpha", version=version), [10.0, 10.0]),
            *synthetic.repeats("b", synthetic.subject("beta"), [20.0, 20.0]),
            *synthetic.repeats("none", None, [5.0, 5.0]),
        )
        for version in ("1.0.0", "1.0.1")
    )
    renamed = replace(before.meshes["alpha"], name="Omega")
    assert "## Comparisons" not in told(before, replace(before, meshes={**before.meshes, "alpha": renamed}))
    text = told(before, after)
    assert "- before: " not in text
    [line] = [each for each in text.split("\n") if each.startswith("  - no longer: Alpha 1.0.0: ")]
    assert line.replace("no longer: Alpha 1.0.0", "now: Alpha 1.0.1") in text


def test_a_withdrawal_is_told_with_its_reason_and_takes_the_runs_out_of_the_group() -> None:
    before = measured(10, 11)
    [one] = before.submissions.values()
    event = synthetic.event(ResultState.WITHDRAWN)
    gone = tuple(replace(each, state=ResultState.WITHDRAWN, history=(event,)) for each in one.results)
    after = replace(before, submissions={"first": replace(one, history=(event,), results=gone)})
    found = differing(before, after)
    [moved] = found.moved
    assert moved.results == 4
    assert found.groups
    assert (
        f"4 results of [Synthetic submission]({SITE}performance/submissions/first/): withdrawn on 2026-11-25"
        in told(before, after)
    )
    assert list(found.meshes) == ["alpha"]


def test_what_was_published_and_says_something_else_now_is_told_value_by_value() -> None:
    before = measured(10, 11)
    [one] = before.submissions.values()
    first, *rest = one.results
    latencies = replace(first.latencies, max_ms=0.125, percentiles={**first.latencies.percentiles, "99": 1.5})
    changed = replace(one, title="Another title", results=(replace(first, latencies=latencies), *rest))
    after = replace(before, submissions={"first": changed})
    [altered] = differing(before, after).altered
    assert [(place, now) for place, _, now in altered.values] == [
        ("title", "Another title"),
        ("results.alpha-0.latencies.max_ms", "0.125"),
        ("results.alpha-0.latencies.percentiles.99", "1.5"),
    ]
    text = told(before, after)
    assert "## Altered though published\n\n- [Another title](" in text
    assert "  - results.alpha-0.latencies.percentiles.99: 10, now 1" in text
    assert "Another title says something else than was published" in text
    assert list(differing(before, after).meshes) == ["alpha"]


def test_an_equal_event_that_comes_again_is_a_new_one() -> None:
    before = measured(10)
    [one] = before.submissions.values()
    corrected = synthetic.event(ResultState.CORRECTED)
    withdrawn = synthetic.event(ResultState.WITHDRAWN)
    events = (corrected, withdrawn)
    then = replace(before, submissions={"first": replace(one, history=events)})
    again = replace(before, submissions={"first": replace(one, history=(*events, corrected))})
    [moved] = differing(then, again).moved
    assert moved.events == (corrected,)


def test_a_decision_and_what_the_working_group_is_said_to_have_run_are_a_curators() -> None:
    after = measured(10)
    [one] = after.submissions.values()
    claimed = replace(one, provenance=replace(one.provenance, measured_by="CNCF Service Mesh Working Group"))
    text = told(synthetic.catalogue(), replace(after, submissions={"first": claimed}))
    assert "says that the working group ran it: did it?" in text
    assert "names the lab synthetic-lab, which others registered: was it measured there?" in text
    without = replace(synthetic.catalogue(), labs={})
    assert "which was registered before" not in told(without, after)


def test_what_is_gone_is_named() -> None:
    assert ("submission", "first") in differing(measured(10), synthetic.catalogue()).removed


def test_the_state_before_a_day_is_that_of_the_dates() -> None:
    now = measured(10)
    [one] = now.submissions.values()
    event = synthetic.event(ResultState.DISPUTED, "2026-11-25")
    later = replace(
        one,
        history=(event,),
        results=tuple(replace(each, state=ResultState.DISPUTED, history=(event,)) for each in one.results),
    )
    now = replace(now, submissions={"first": later})
    assert as_of(now, date(2026, 11, 22)).submissions == {}
    between = as_of(now, date(2026, 11, 25)).submissions["first"]
    assert between.history == ()
    assert {each.state for each in between.results} == {ResultState.PUBLISHED}
    assert as_of(now, date(2026, 11, 26)).submissions["first"] == later


def test_no_change_is_so_large_that_its_summary_is_not_shown() -> None:
    """GitHub drops a summary of more than 1 MiB; the lists below a long one stay."""
    long = "\U0001d54f" * 400
    claims = [synthetic.claim(f"{long}{number}", claim=long, note=long, versions=long) for number in range(200)]
    runs = [
        each
        for number in range(60)
        for each in synthetic.repeats(f"run-{number}", synthetic.subject("alpha", version=f"{number}{long}"), [10.0])
    ]
    before, after = synthetic.catalogue(), synthetic.catalogue(*runs, *claims)
    text = told(before, after)
    assert re.search(r"^- and 1[0-9]{2} more$", text, re.MULTILINE)
    assert "## For a curator" in text
    assert 60_000 < len(text.encode()) < 500_000


@given(st.text(max_size=400))
def test_text_becomes_text_on_one_line(text: str) -> None:
    line = inert(text)
    assert "\n" not in line
    assert list(audits.audit_markdown(f"- {line}\n- [{line}]({SITE})\n")) == []


@pytest.mark.parametrize(
    "text",
    [
        "@curator",
        "see #12",
        "<b>x</b>",
        "[a](https://evil.example)",
        "www.evil.example",
        "![x](y)",
        "a `b` @c",
        "```",
        "| a |",
    ],
)
def test_a_text_that_github_would_act_on_stays_text(text: str) -> None:
    assert list(audits.audit_markdown(f"- {inert(text)}\n")) == []


def test_a_pull_request_is_summed_up_against_its_base(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    new_submission(made)
    made.commit()
    text = summary(made, capsys, "--base", "main")
    assert "added: [" in text
    assert "performance/submissions/fresh/" in text
    assert "## Whom it is about" in text
    assert list(audits.audit_markdown(text)) == []


def test_what_comes_beside_results_is_told(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    folder = new_submission(made)
    made.write(f"{folder}/evidence/odd.bin", b"x" * 1234)
    made.write(f"{folder}/reproduce/run.sh", "true\n")
    made.write("generator/code.py", "print('other')\n")
    made.write("mkdocs.yml", "site_url: https://evil.example/\n")
    made.commit()
    text = summary(made, capsys, "--base", "main")
    assert (
        f"## Attached files\n\n- 3 new files, 1,328 bytes; no result or report names 1 raw output:\n  - {folder}/evidence/odd.bin, 1,234 bytes\n"
        in (text)
    )
    assert "## Other files\n\n- generator/code.py\n- mkdocs.yml\n" in text
    assert "evil.example" not in text
    assert f"({SITE}performance/submissions/fresh/)" in text


def test_the_evidence_levels_of_new_results_are_told(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    folder = new_submission(made)
    before = summary(made, capsys, "--base", "main")
    made.append("results/registry/labs/lab-one.yaml", "working_group: true\n")
    made.replace(
        f"{folder}/submission.yaml", "measured_by: Synthetic Author", "measured_by: CNCF Service Mesh Working Group"
    )
    after = summary(made, capsys, "--base", "main")
    found = [re.findall(r"; evidence: (.*)", text) for text in (before, after)]
    assert found == [["1 self-reported, 1 bundle complete"], ["2 run by the working group"]]


def test_a_dispute_its_answer_and_its_decision_are_told_as_they_come(
    made: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    path = "results/disputes/objection.yaml"
    made.write(path, DISPUTE)
    made.commit()
    text = summary(made, capsys, "--base", "main")
    assert (
        "new: objection of 2026-11-23 by Synthetic Objector, by a maker of what was measured, about example/istio-1"
        in text
    )
    assert "objection waits for a decision" in text
    made.git("branch", "--force", "main", "topic")
    made.append(
        path, "decision: {date: 2026-11-24, by: curators, outcome: upheld, state: invalid, reason: It was off.}\n"
    )
    made.commit()
    text = summary(made, capsys, "--base", "main")
    assert "decided by curators: upheld. It was off." in text
    assert (
        "objection is decided 1 day after 2026-11-23, the day that the objection says: by a curator without an interest"
        in text
    )
    assert "Altered though published" not in text
    assert "invalid on 2026-11-24" in text


def test_a_pin_that_no_command_wrote_is_told_apart(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = load(made.root).catalogue
    chart = next(each for each in gather(catalogue, compare(catalogue), date(2026, 11, 26)).all if each.drawn)
    assert run(["pin", "--repo", str(made.root), chart.id]) == 0
    capsys.readouterr()
    made.commit()
    text = summary(made, capsys, "--base", "main")
    assert f"pinned: [{inert(chart.figure.title)}](" in text
    assert "holds something else" not in text
    [written] = (made.root / "results/pins").iterdir()
    pin = json.loads(written.read_text(encoding="utf-8"))
    shown = {name: each for name, each in pin.items() if name not in ("kind", "hash", "pinned")} | {
        "title": "Synthetic forgery"
    }
    forged = {**pin, **shown, "hash": content_hash(shown)}
    written.unlink()
    made.write(f"results/pins/{chart.id}-{forged['hash']}.json", json.dumps(forged))
    made.commit()
    text = summary(made, capsys, "--base", "main")
    assert f"the pin {chart.id}/{forged['hash']} holds something else than its chart shows now" in text.replace("`", "")


def test_a_change_of_code_alone_changes_nothing_that_is_published(
    made: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    made.write("generator/code.py", "print('other')\n")
    made.commit()
    assert "Nothing of what is published changed." in summary(made, capsys, "--base", "main")


def test_since_a_day_compares_with_the_commit_before_it_else_with_the_dates(
    made: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    new_submission(made)
    made.commit(GIT_COMMITTER_DATE="2026-11-28T10:00:00Z")
    text = summary(made, capsys, "--since", "2026-11-27")
    assert "the last one before that day" in text
    assert "performance/submissions/fresh/" in text
    assert "performance/submissions/example/" not in text
    assert "## Initiatives" in text
    early = summary(made, capsys, "--since", "2026-11-01")
    assert "the dates in the documents" in early


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give either --base REV or --since DATE"),
        (("--base", "main", "--since", "2026-11-01"), "give either"),
        (("--since", "yesterday"), "expected a date like 2026-11-01"),
        (("--base", "no-such-branch"), "there is no revision no-such-branch"),
        (("--base", "--exec=x"), "is no revision"),
    ],
)
def test_wrong_usage_is_said(
    made: Clone, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in summary(made, capsys, *arguments, code=2)


def test_what_is_broken_in_a_change_is_said_and_the_rest_is_summed_up(
    made: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    new_submission(made)
    made.write(f"{EXAMPLE}/results.yaml", "kind: [\n")
    assert run(["summary", "--repo", str(made.root), "--base", "main"]) == 0
    said = capsys.readouterr()
    assert "documents with errors are left out" in said.err
    assert "## Left out\n\n- results/performance/example/results.yaml has errors" in said.out
    assert "## Removed" not in said.out
    assert "performance/submissions/fresh/" in said.out
