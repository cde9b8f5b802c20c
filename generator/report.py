"""Findings as text, JSON, GitHub's workflow commands and SARIF: pure functions, a string each that ends in a line break.

Findings hold submitted text. Whatever could start a line, a workflow command or a terminal sequence is written visibly here, in every format.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from generator import __version__
from generator.characters import visible
from generator.finding import MOST_SHOWN, Finding, Location, Rule, Severity, parted

HELP_BASE = "https://service-mesh-wg.github.io/mesh-results/"
"""Where the site is published; the pages of rules lie below it."""

MOST_IN_ALL = 40 * MOST_SHOWN
"""Findings that a report shows at most; ten thousand broken files would fill gigabytes."""

Report = Callable[[Sequence[Finding], int], str]
"""What a format is: findings in order, and the number of files looked at."""


def help_address(rule: Rule) -> str:
    """The address of a rule's page."""
    return f"{HELP_BASE}rules/{rule.code}/"


def counts(findings: Sequence[Finding]) -> tuple[int, int]:
    """How many errors and how many warnings there are."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    return errors, len(findings) - errors


def closing(findings: Sequence[Finding], files: int | None = None) -> str:
    """The last line for people: `2 errors and 1 warning in 5 files`."""
    errors, warnings = counts(findings)
    where = "" if files is None else f" in {_plural(files, 'file')}"
    if not findings:
        return f"no errors and no warnings{where}"
    return f"{_plural(errors, 'error')} and {_plural(warnings, 'warning')}{where}"


def _plural(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Omitted:
    """How many findings of a file a report does not show, or of so many files, whose path is empty then."""

    path: str
    errors: int
    warnings: int
    files: int = 1

    @property
    def sentence(self) -> str:
        """`3 more errors in this file are not shown`."""
        where = "this file" if self.path else f"{_plural(self.files, 'other file')}"
        known = ((self.errors, "more error"), (self.warnings, "more warning"))
        listed = " and ".join(_plural(count, noun) for count, noun in known if count)
        return f"{listed} in {where} {'is' if self.errors + self.warnings == 1 else 'are'} not shown"


def shortened(findings: Sequence[Finding]) -> Iterator[Finding | Omitted]:
    """The findings, of each file at most 50 and errors rather than warnings, and after those of a file what was left out.

    Where there are more than `MOST_IN_ALL`, the other files are counted at the end.
    """
    count, others, files = 0, Counter[Severity](), 0
    for path, group in itertools.groupby(findings, key=lambda finding: finding.location.path):
        if count >= MOST_IN_ALL:
            others.update(finding.severity for finding in group)
            files += 1
            continue
        shown, left = parted(list(group))
        count += len(shown)
        yield from shown
        if left:
            errors, warnings = counts(left)
            yield Omitted(path=path, errors=errors, warnings=warnings)
    if files:
        yield Omitted(path="", errors=others[Severity.ERROR], warnings=others[Severity.WARNING], files=files)


def as_text(findings: Sequence[Finding], files: int | None = None) -> str:
    """A block a finding, as compilers write: place, severity, code and message, then what to do and where to read on.

    Of findings of one rule that follow each other the last says where: a new submission may have fifty places to fill in.
    """
    shown = list(shortened(findings))
    blocks = (_text(each, following) for each, following in itertools.zip_longest(shown, shown[1:]))
    return "".join(f"{line}\n" for line in (*blocks, closing(findings, files)))


def _text(finding: Finding | Omitted, following: Finding | Omitted | None) -> str:
    if isinstance(finding, Omitted):
        return _told(finding)
    goes_on = isinstance(following, Finding) and following.rule == finding.rule
    lines = [
        f"{_place(finding.location)}: {finding.severity} {finding.rule.code} {visible(finding.message)}",
        *(f"see also: {_place(other)}" for other in finding.related),
        *([f"hint: {visible(finding.hint)}"] if finding.hint else []),
        *([] if goes_on else [f"help: {help_address(finding.rule)}"]),
    ]
    return "\n    ".join(lines)


def _told(omitted: Omitted) -> str:
    return f"{visible(omitted.path)}: {omitted.sentence}" if omitted.path else omitted.sentence


def _place(location: Location) -> str:
    return f"{visible(location.path)}:{location.line}:{location.column}"


def as_json(findings: Sequence[Finding], files: int) -> str:
    """One object: version of this form, counts, and the findings in full."""
    errors, warnings = counts(findings)
    shown, omitted = _parted(findings)
    return _json(
        {
            "version": 1,
            "files": files,
            "errors": errors,
            "warnings": warnings,
            "findings": [_as_object(finding) for finding in shown],
            "not_shown": omitted,
        }
    )


def _parted(findings: Sequence[Finding]) -> tuple[list[Finding], list[dict[str, object]]]:
    """The findings that are shown, and for each file with more of them how many there are."""
    parts = list(shortened(findings))
    left = [part for part in parts if isinstance(part, Omitted)]
    return [part for part in parts if isinstance(part, Finding)], [
        {
            "path": visible(each.path) or None,
            "errors": each.errors,
            "warnings": each.warnings,
            **({} if each.path else {"files": each.files}),
        }
        for each in left
    ]


def _as_object(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.rule.code,
        "slug": finding.rule.slug,
        "severity": finding.severity.value,
        **_location(finding.location),
        "message": visible(finding.message),
        "hint": visible(finding.hint),
        "related": [_location(other) for other in finding.related],
        "help": help_address(finding.rule),
    }


def _location(location: Location) -> dict[str, object]:
    return {
        "path": visible(location.path),
        "line": location.line,
        "column": location.column,
        "pointer": visible(location.pointer),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def as_github(findings: Sequence[Finding], files: int) -> str:
    """A workflow command a finding, which GitHub shows at the line; then a line for the log."""
    return "".join(f"{line}\n" for line in (*map(_command, shortened(findings)), closing(findings, files)))


def _command(finding: Finding | Omitted) -> str:
    if isinstance(finding, Omitted):
        where = f" file={_escape_property(visible(finding.path))}" if finding.path else ""
        return f"::notice{where}::{_escape_data(_told(finding))}"
    place = finding.location
    properties = {
        "file": visible(place.path),
        "line": str(place.line),
        "col": str(place.column),
        "title": f"{finding.rule.code} {finding.rule.slug}",
    }
    listed = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
    see_also = (f"see also: {_place(other)}" for other in finding.related)
    # The log shows the message without its properties, so that the place stands in both.
    message = [f"{_place(place)}: {finding.message}", *see_also, f"hint: {finding.hint}" if finding.hint else ""]
    lines = [visible(line) for line in (*message, f"help: {help_address(finding.rule)}") if line]
    return f"::{finding.severity} {listed}::{_escape_data(chr(10).join(lines))}"


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(findings: Sequence[Finding], files: int) -> str:
    """SARIF 2.1.0 (OASIS), with the rules that were broken; columns are counted in code points."""
    errors, warnings = counts(findings)
    shown, omitted = _parted(findings)
    rules = sorted({finding.rule.code: finding.rule for finding in shown}.items())
    index = {code: number for number, (code, _) in enumerate(rules)}
    driver = {
        "name": "mesh-results",
        "semanticVersion": __version__,
        "informationUri": HELP_BASE,
        "rules": [_sarif_rule(rule) for _, rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "results": [_sarif_result(finding, index) for finding in shown],
        "properties": {"files": files, "errors": errors, "warnings": warnings, "notShown": omitted},
    }
    return _json(
        {
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        }
    )


def _sarif_rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.slug.split("-")),
        "shortDescription": {"text": rule.summary},
        "defaultConfiguration": {"level": rule.severity.value},
        "helpUri": help_address(rule),
        "help": {"text": rule.documentation or rule.summary},
    }


def _sarif_result(finding: Finding, index: Mapping[str, int]) -> dict[str, object]:
    hint = f"\nhint: {visible(finding.hint)}" if finding.hint else ""
    result: dict[str, object] = {
        "ruleId": finding.rule.code,
        "ruleIndex": index[finding.rule.code],
        "level": finding.severity.value,
        # A viewer makes a link of "[text](address)", in plain text too (SARIF 2.1.0, section 3.11.6).
        "message": {"text": f"{visible(finding.message)}{hint}".replace("](", "] (")},
        "locations": [_sarif_location(finding.location)],
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": id_, **_sarif_location(each)} for id_, each in enumerate(finding.related, 1)
        ]
    return result


def _sarif_location(location: Location) -> dict[str, object]:
    physical = {
        "artifactLocation": {"uri": quote(visible(location.path)), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": location.line, "startColumn": location.column},
    }
    if not location.pointer:
        return {"physicalLocation": physical}
    return {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": visible(location.pointer)}]}


REPORTS: Mapping[str, Report] = MappingProxyType(
    {"github": as_github, "json": as_json, "sarif": as_sarif, "text": as_text}
)
"""The formats of `check --format`, by name."""
