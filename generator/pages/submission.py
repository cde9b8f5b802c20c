"""The page of a submission: who did this, where, how, and what came out?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import addresses
from generator.numbers import plural
from generator.pages import citing, rows, trust, wording
from generator.pages.index import PAGE_ROWS, Index
from generator.pages.rendering import linker, outward, page, paragraphs, render

if TYPE_CHECKING:
    from markupsafe import Markup

    from generator.model import Submission
    from generator.page import Page
    from generator.pages.result import Shared


def submission_page(index: Index, submission: Submission, common: Shared) -> Page:
    """The page of a submission; `common` holds its configs' tables."""
    path = addresses.submission_path(submission.id)
    results = index.by_submission.get(submission.id, ())
    body = render(
        "submission.html",
        path,
        index=index,
        submission=submission,
        lab=index.lab(submission),
        results=results,
        groups=index.groups_of(results),
        common=common,
        description=paragraphs(submission.description),
        table=results_of(index, submission, path),
        page_rows=PAGE_ROWS,
        outward=outward,
        events=trust.standing_events(submission),
        counted=(counted := trust.level_counts(index, results)),
        totals=trust.totals(counted),
        reproduces=index.trust.by_submission(submission.id),
        reproduced=index.trust.of_submission(submission.id),
        cite=citing.shown(citing.of_submission(index, submission)),
    )
    return page(
        path,
        body,
        title=submission.title,
        description=f"{plural(len(results), 'result')} measured by {wording.inline(submission.provenance.measured_by)}.",
        section="Performance",
        kind="submission",
        source=submission.origin.path,
        image=index.image_of(next(iter(index.groups_of(index.by_submission.get(submission.id, ()))), None)),
        search=f"{plural(len(results), 'result')} measured by {wording.inline(submission.provenance.measured_by)}, "
        f"{index.lab(submission).name}.",
    )


def results_of(index: Index, submission: Submission, path: str) -> Markup:
    """The submission's newest results, as many as stand on a page."""
    newest = index.by_submission.get(submission.id, ())[:PAGE_ROWS]
    return rows.table(index, newest, linker(path), "Results, newest first")
