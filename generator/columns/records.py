"""Columns of what is on record besides numbers: submissions, what became of them, and disputes."""

from __future__ import annotations

from generator.columns.column import Column, day, text, truth, whole
from generator.columns.runs import STATE, SUBMISSION

DISPUTE = "dispute/v1 "

SUBMISSIONS: tuple[Column, ...] = (
    text("submission", "Identifier of the submission. Its page is performance/submissions/<submission>/.", f"{SUBMISSION}id"),
    text("title", "", f"{SUBMISSION}title"),
    day("submitted", "", f"{SUBMISSION}submitted"),
    text("purpose", "", f"{SUBMISSION}purpose"),
    text("submitter", "", f"{SUBMISSION}submitter.name"),
    text("organization", "", f"{SUBMISSION}submitter.organization"),
    text("relationship", "", f"{SUBMISSION}disclosure.relationship"),
    text("sponsor", "", f"{SUBMISSION}disclosure.sponsor"),
    text("lab", "", f"{SUBMISSION}lab"),
    text("lab_name", "What the lab is called.", "lab/v1 name"),
    text("lab_access", "", "lab/v1 access"),
    text("license", "", f"{SUBMISSION}license"),
    text("measured_by", "", f"{SUBMISSION}provenance.measured_by"),
    text("source_uri", "", f"{SUBMISSION}provenance.source_uri"),
    truth("transcribed", "", f"{SUBMISSION}provenance.transcribed"),
    text("campaign", "", f"{SUBMISSION}campaign"),
    whole("results", "How many results it holds."),
    text("file", "Path of the submission’s file in the repository."),
)  # fmt: skip

STATUS_EVENTS: tuple[Column, ...] = (
    text("initiative", "What was submitted: performance, or the suite of a conformance report."),
    text("submission", "The submission or report that the event is about.", f"{SUBMISSION}id"),
    day("date", "", "status/v1 events[].date"),
    text("state", "", STATE),
    text("by", "", "status/v1 events[].by"),
    text("reason", "", "status/v1 events[].reason"),
    text("results", "The results that it is about, separated by spaces; empty where it is about all.", "status/v1 events[].results"),
    text("replaced_by", "", "status/v1 events[].replaced_by"),
    text("dispute", "The dispute whose decision the event is; empty where it stands in a status file.", f"{DISPUTE}id"),
)  # fmt: skip

DISPUTES: tuple[Column, ...] = (
    text("dispute", "", f"{DISPUTE}id"),
    day("date", "", f"{DISPUTE}date"),
    text("author", "", f"{DISPUTE}author.name"),
    text("affiliation", "", f"{DISPUTE}author.affiliation"),
    text("relationship", "", f"{DISPUTE}author.relationship"),
    text("results", "The results or submissions that it is about, separated by spaces.", f"{DISPUTE}results"),
    text("reports", "The conformance reports that it is about, separated by spaces.", f"{DISPUTE}reports"),
    text("claim", "", f"{DISPUTE}claim"),
    whole("replies", "How many answers there are.", f"{DISPUTE}replies"),
    text("outcome", "What was decided: upheld, rejected or withdrawn; empty while it is open, and of a statement.", f"{DISPUTE}decision.outcome"),
    day("decided", "", f"{DISPUTE}decision.date"),
    text("decided_by", "", f"{DISPUTE}decision.by"),
    text("state", "", f"{DISPUTE}decision.state"),
    text("reason", "", f"{DISPUTE}decision.reason"),
    truth("statement", "", f"{DISPUTE}statement"),
)  # fmt: skip
