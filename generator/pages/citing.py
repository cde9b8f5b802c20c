"""What is cited, and how a page shows it: results, submissions, groups and the whole data, each with its permanent link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from generator import addresses
from generator.citation import SITE, Citation, bibtex, plain
from generator.model import Purpose
from generator.numbers import plural
from generator.pages import wording
from generator.pages.index import newest_date
from generator.pages.trust import standing_events

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from generator.compare.values import ComparisonGroup
    from generator.model import Result, StatusEvent, Submission
    from generator.pages.index import Index

AUTHORS = "The mesh-results authors"
LICENSE = "CC-BY-4.0"
"""The licence of results and registry; a submission may say otherwise."""
_SHOWN = Markup(
    '<p><code id="cite-text">{}</code> <button type="button" class="mr-copy" data-copy-from="#cite-text" '
    'aria-label="Copy the citation" hidden>Copy</button></p>\n'
    '<details class="mr-quiet mr-cite"><summary>BibTeX</summary>\n<pre><code id="cite-bibtex">{}</code></pre>\n'
    '<p><button type="button" class="mr-copy" data-copy-from="#cite-bibtex" aria-label="Copy the entry for BibTeX" hidden>'
    "Copy</button></p></details>"
)


def shown(one: Citation) -> Markup:
    """The citation in plain words and as BibTeX, each with a button that copies it."""
    return _SHOWN.format(plain(one), bibtex(one))


def of_result(index: Index, result: Result) -> Citation:
    """How a result is cited: by who measured it."""
    submission = index.submission(result)
    last = [_state(event) for event in result.history[-1:]]
    return Citation(
        key=f"mesh-results-{result.address.replace('/', '-')}",
        authors=(submission.provenance.measured_by,),
        title=f"{index.label(result)}, run {result.id}. In: {submission.title}",
        published=submission.submitted,
        version=_newest(submission, result.history),
        licenses=(submission.license,),
        url=index.site_url + addresses.result_path(result.address),
        standing=_standing(submission, last),
    )


def of_submission(index: Index, submission: Submission) -> Citation:
    """How a submission is cited, with what its results are recorded as."""
    return Citation(
        key=f"mesh-results-{submission.id}",
        authors=(submission.provenance.measured_by,),
        title=submission.title,
        published=submission.submitted,
        version=_newest(submission, submission.history),
        licenses=(submission.license,),
        url=index.site_url + addresses.submission_path(submission.id),
        standing=_standing(submission, recorded(submission)),
    )


def recorded(submission: Submission) -> list[str]:
    """What the submission's page says that its results are recorded as: `withdrawn on 2026-11-25`, `2 of 78 results disputed on …`."""
    whole = len(submission.results)
    return [
        _state(event) if count == whole else f"{count} of {plural(whole, 'result')} {_state(event)}"
        for event, count in standing_events(submission)
    ]


def _state(event: StatusEvent) -> str:
    return f"{wording.STATES[event.state].lower()} on {event.date}"


def of_group(index: Index, group: ComparisonGroup) -> Citation:
    """How a comparison is cited: by all who measured for it."""
    dates = [_newest(each, each.history) for each in group.submissions]
    return Citation(
        key=f"mesh-results-{group.id}",
        authors=tuple(dict.fromkeys(each.provenance.measured_by for each in group.submissions)),
        title=group.title,
        published=max(each.submitted for each in group.submissions),
        version=max(dates),
        licenses=tuple(dict.fromkeys(each.license for each in group.submissions)),
        url=index.site_url + addresses.group_path(group.id),
        standing="A demonstration, which ranks no mesh." if group.demonstration else None,
    )


def of_data(index: Index) -> Citation:
    """How all of it is cited."""
    newest = newest_date(index.catalogue)
    return Citation(
        key=f"mesh-results-{newest}",
        authors=(AUTHORS,),
        title=SITE,
        published=newest,
        version=newest,
        licenses=(f"{LICENSE}, where a submission does not say otherwise",),
        url=index.site_url + addresses.DATA,
    )


def _newest(submission: Submission, history: Iterable[StatusEvent]) -> date:
    return max((submission.submitted, *(event.date for event in history)))


def _standing(submission: Submission, states: Sequence[str]) -> str | None:
    """What a reader must know: that it is a demonstration, and what it is recorded as."""
    shown = ["A demonstration, which ranks no mesh."] if submission.purpose is Purpose.DEMONSTRATION else []
    if states:
        shown.append(f"Recorded as {'; '.join(states)}.")
    return " ".join(shown) or None
