"""MR714 to MR716, MR723, MR724 and MR726: what a change may touch together, and what a person has to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import schema
from generator.characters import quoted
from generator.finding import Severity
from generator.rules import structure
from generator.rules.access import inside, sequence, text
from generator.rules.areas import REDACTIONS, Area, Place, grows, place_of
from generator.rules.review import Problem, Review, existing, review_rule
from generator.source import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.revision import Change

_GROUP = "working_group"
_DOCUMENTS = (".json", ".yaml", ".yml")
_MANIFEST_DEPTH = 3
_MOST_NAMED = 20
_FOLDERS = (Area.SUBMISSION, Area.REPORT, Area.PATTERN)


@review_rule("MR714", "several-submissions")
def several_submissions(review: Review) -> Iterator[Problem]:
    """A change holds more than one submission.

    What it finds
    -------------
    With `check --base`: a change that touches the folders of two submissions, or of a submission and a conformance report or a pattern.
    New reports of one suite count as one submission, since one import can bring several; so do patterns, whose relations
    stand on both sides. A `status.yaml` that grows beside a new submission is no second one: so results are superseded.

    Why it matters
    --------------
    A submission is reviewed, published and disputed by itself. Of two in one pull request the second is overlooked, and a fault in one
    holds up the other.

    Wrong
    -----
    ```
    results/performance/acme-2026/submission.yaml
    results/performance/acme-2027/submission.yaml
    ```

    Right
    -----
    ```
    results/performance/acme-2026/submission.yaml
    results/performance/acme-2026/results.yaml
    ```
    """
    units = _units(review)
    if len(units) < 2:
        return
    first, *others = units.items()
    for name, path in others:
        message = f"the change holds {quoted(name)} beside {quoted(first[0])}, expected one submission"
        yield Problem(path=path, message=message, hint="open a pull request for each of them", related=(first[1],))


def _units(review: Review) -> Mapping[str, str]:
    """The submissions that a change touches, each with the first path of it."""
    found: dict[str, str] = {}
    published = _published_folders(review)
    for change in review.history.changes:
        place = place_of(change.path)
        if place.area in _FOLDERS and not grows(change.path) and not _is_redacted(review, change.path):
            found.setdefault(_unit(place, published), change.path)
    return found


def _unit(place: Place, published: frozenset[str]) -> str:
    if place.area is Area.PATTERN:
        return "patterns"
    if place.area is Area.REPORT and place.folder not in published:
        return place.folder.rpartition("/")[0]
    return place.folder


def _published_folders(review: Review) -> frozenset[str]:
    places = (place_of(path) for path in review.history.files)
    return frozenset(place.folder for place in places if place.area in _FOLDERS)


def _is_redacted(review: Review, path: str) -> bool:
    """Whether a removal of private data from the file is recorded: a curator may need to do so in several submissions at once."""
    document = review.documents.get(REDACTIONS)
    entries = sequence(document.data, "redactions") if document else ()
    return any(text(entry, "path") == path for entry in entries)


@review_rule("MR715", "change-beyond-a-submission")
def change_beyond_a_submission(review: Review) -> Iterator[Problem]:
    """A change touches submitted data and something else.

    What it finds
    -------------
    With `check --base`: a file outside of the folder of the submission, conformance report or pattern, in a change that touches one, or a
    dispute, a pinned chart or a redaction. Entries of the registry and disputes may be added beside a submission. A change of code
    alone is no submission, and passes.

    Why it matters
    --------------
    Who checks a submission relies on the checks. A change that brings data and alters the rules, the schemas, a workflow or
    the locked requirements can make anything pass.

    Wrong
    -----
    ```
    results/performance/acme-2026/submission.yaml
    generator/rules/latencies.py
    ```

    Right
    -----
    ```
    results/performance/acme-2026/submission.yaml
    results/registry/labs/acme-lab.yaml
    ```
    """
    paths = sorted({change.path for change in review.history.changes})
    data = next((path for path in paths if place_of(path).area.is_data), None)
    others = [path for path in paths if place_of(path).area is Area.OTHER]
    if data is None:
        return
    for path in others[:_MOST_NAMED]:
        more = f" (and {len(others) - _MOST_NAMED} more)" if len(others) > _MOST_NAMED else ""
        message = f"the change touches {quoted(path)}{more} beside submitted data, expected one or the other"
        hint = "take it out of this change, and open a pull request of its own for it"
        yield Problem(path=path, message=message, hint=hint, related=(data,))


@review_rule("MR716", "addition-to-published")
def addition_to_published(review: Review) -> Iterator[Problem]:
    """A file was added to what is published already.

    What it finds
    -------------
    With `check --base`: a new file in the folder of a submission or conformance report that is published, other than its `status.yaml`.

    Why it matters
    --------------
    Who read, cited or pinned a submission must find it as it was. More runs would change its medians and verdicts under the same
    address.

    Wrong
    -----
    ```
    results/performance/livewyer-2024/v6.yaml       # the submission is from 2024
    ```

    Right
    -----
    ```
    results/performance/livewyer-2026/v6.yaml
    results/performance/livewyer-2024/status.yaml   # says that it is superseded, and by what
    ```
    """
    published = _published_folders(review)
    for change in review.history.changes:
        place = place_of(change.path)
        fixed = place.area in (Area.SUBMISSION, Area.REPORT) and not grows(change.path)
        if fixed and change.before is None and place.folder in published:
            message = f"{quoted(place.folder)} is published, and this file is new in it, expected no more files"
            hint = "make a submission of its own; if it replaces the old one, add an event `superseded` to the old one's status.yaml"
            yield Problem(path=change.path, message=message, hint=hint)


@existing(structure.misplaced_document.rule)
def stray_document(review: Review) -> Iterator[Problem]:
    """Documents in the root or in a new folder beside results/ and patterns/, where nobody would ever read them."""
    known = {path.partition("/")[0] for path in review.history.files if "/" in path}
    for change in review.history.changes:
        top, inside_a_folder, _ = change.path.partition("/")
        is_stray = place_of(change.path).area is Area.OTHER and not (inside_a_folder and top in known)
        content = review.history.now(change) if is_stray and change.path.endswith(_DOCUMENTS) else None
        document = parse(change.path, content).document if content is not None else None
        kind = schema.BY_NAME.get(document.kind or "") if document is not None else None
        if kind is not None:
            message = (
                f"a document of kind {kind.name} stands outside of results/ and patterns/, expected at {kind.example}"
            )
            yield Problem(path=change.path, message=message, hint="move it there: nothing else is read or published")


@review_rule("MR723", "for-a-curator", severity=Severity.WARNING)
def for_a_curator(review: Review) -> Iterator[Problem]:
    """A change touches something that a curator looks at first.

    What it finds
    -------------
    With `check --base`: an entry or a list of the registry that is new or changed, a `status.yaml` of something published that grows,
    a dispute that is decided, a manifest of an accepted pattern, a pinned chart, a redaction, and a `.gitattributes`, which decides what bytes a checkout of published files has. It is no fault: it is named so that nobody overlooks it.

    Why it matters
    --------------
    A colour, a contact, a claim or a lab's kind of access is shown with everybody's results, and no machine can tell whether it is
    true, nor who may take back a result: its submitter, or a curator who decided. A submission may bring its own lab's or mesh's entry; that
    of another is for its owner or a curator to change.

    Wrong
    -----
    ```
    results/performance/acme-2026/submission.yaml
    results/registry/meshes/istio.yaml              # another's entry
    ```

    Right
    -----
    ```
    results/performance/acme-2026/submission.yaml
    results/registry/labs/acme-lab.yaml             # its own, still named for the curator
    ```
    """
    seen: set[str] = set()
    published = _published_folders(review)
    for change in review.history.changes:
        noted = (
            _noted(change) or _grown(review, change, published) or _decided(review, change) or _applied(review, change)
        )
        if change.path in seen or noted is None:
            continue
        seen.add(change.path)
        hint = "say in the pull request why, and who can confirm it"
        if place_of(change.path).area is Area.PIN:
            hint = f"run `mesh-results summary --base {review.history.asked}`, which compares the pin with what its chart shows"
        yield Problem(path=change.path, message=noted, hint=hint)


@review_rule("MR724", "decided-at-once")
def decided_at_once(review: Review) -> Iterator[Problem]:
    """A dispute is decided in the change that brings it.

    What it finds
    -------------
    With `check --base`: a new dispute that has a `decision` already.

    Why it matters
    --------------
    Whoever measured, and the makers of the mesh, have 14 days to reply before a curator decides. An objection that is upheld in the pull request that
    brings it takes results out of rankings before anybody could answer.

    Wrong
    -----
    ```yaml
    # a new file
    claim: The proxy was not in the path.
    decision: {date: 2026-12-02, by: curators, outcome: upheld, state: invalid, reason: the log shows it}
    ```

    Right
    -----
    ```yaml
    # a new file; the decision is added to it by a later pull request
    claim: The proxy was not in the path.
    ```
    """
    for change in review.history.changes:
        now = review.documents.get(change.path)
        if place_of(change.path).area is not Area.DISPUTE or now is None:
            continue
        if change.before is None and inside(now.data, "decision") is not None:
            yield Problem(
                path=change.path,
                message="the dispute is decided in the change that brings it, expected the objection alone",
                hint="leave the decision out; a later pull request adds it, when those concerned have had their 14 days",
            )


@review_rule("MR726", "working-group-lab", since="2026-11-27")
def working_group_lab(review: Review) -> Iterator[Problem]:
    """A submission brings a lab in which the working group is said to measure.

    What it finds
    -------------
    With `check --base`: an entry of `results/registry/labs/` that says `working_group: true` and did not before, in a change that also
    touches a submission or a conformance report.

    Why it matters
    --------------
    What the working group measured in its lab has the highest evidence level. Nobody gives it to results of their own: that the lab is the
    working group's is agreed on before, by itself.

    Wrong
    -----
    ```
    results/performance/acme-2026/submission.yaml
    results/registry/labs/acme-lab.yaml             # working_group: true
    ```

    Right
    -----
    ```
    results/performance/acme-2026/submission.yaml
    results/registry/labs/acme-lab.yaml             # working_group: false
    ```
    """
    changed = review.history.changes
    data = next((each.path for each in changed if place_of(each.path).area in (Area.SUBMISSION, Area.REPORT)), None)
    for change in changed if data is not None else ():
        now = review.documents.get(change.path)
        if place_of(change.path).area is not Area.ENTRY or now is None or inside(now.data, _GROUP) is not True:
            continue
        before = review.published(change.path)
        if before is None or inside(before.data, _GROUP) is not True:
            message = "the lab is newly said to be the working group's, beside a submission, expected that by itself"
            hint = f"write `{_GROUP}: false`, or let a pull request of the working group register the lab first"
            yield Problem(path=change.path, message=message, hint=hint, related=(data,) if data else ())


def _decided(review: Review, change: Change) -> str | None:
    if place_of(change.path).area is not Area.DISPUTE or (now := review.documents.get(change.path)) is None:
        return None
    before = review.published(change.path)
    if inside(now.data, "decision") is None or (before is not None and inside(before.data, "decision") is not None):
        return None
    return "the dispute is decided, expected a curator's decision"


def _applied(review: Review, change: Change) -> str | None:
    """That a manifest differs which readers apply to their clusters."""
    place = place_of(change.path)
    if place.area is not Area.PATTERN or change.path.count("/") != _MANIFEST_DEPTH:
        return None
    file = f"{place.folder}/pattern.yaml"
    before, now = review.published(file), review.documents.get(file)
    if before is None or all(text(each.data, "status") != "accepted" for each in (before, now) if each is not None):
        return None
    return "a manifest that readers apply is other than it was, expected a curator's look"


def _grown(review: Review, change: Change, published: frozenset[str]) -> str | None:
    """That something published takes another state; of a status that does not only grow another rule speaks."""
    place, now = place_of(change.path), review.history.now(change)
    if place.area not in (Area.SUBMISSION, Area.REPORT) or place.folder not in published or not grows(change.path):
        return None
    if now is None or not now.startswith(review.history.published(change.path) or b""):
        return None
    return f"the status of {quoted(place.folder)} grows, expected a curator's look"


def _noted(change: Change) -> str | None:
    place = place_of(change.path)
    what = "new" if change.before is None else "changed"
    if place.area is Area.OTHER and change.path.rpartition("/")[2] == ".gitattributes":
        return f"what a checkout makes of files is {what}, expected a curator's look"
    if place.area in (Area.ENTRY, Area.REGISTRY):
        return f"{place.area.value} is {what}, expected a curator's look"
    if place.area is Area.PIN and change.before is None:
        return "a chart is pinned, expected what `mesh-results pin` writes"
    if place.area is Area.REDACTIONS:
        return "private data is removed from published files, expected a curator's look"
    return None
