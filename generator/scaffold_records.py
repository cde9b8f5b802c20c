"""Templates of what is recorded about published results: their status and disputes."""

from __future__ import annotations

from generator.emit import scalar

_SCHEMA = "# yaml-language-server: $schema={up}generator/schemas/{kind}.v1.schema.json\n"


def status(folder: str) -> dict[str, str]:
    """The events of what lies in a folder, a submission's or a conformance report's."""
    return {f"{folder}/status.yaml": _SCHEMA.format(up="../" * len(folder.split("/")), kind="status") + _STATUS}


def dispute(identifier: str) -> dict[str, str]:
    """An objection. Answers and the decision are added to the same file later, and so stand in comments."""
    text = _SCHEMA.format(up="../../", kind="dispute") + _DISPUTE.format(id=scalar(identifier))
    return {f"results/disputes/{identifier}.yaml": text}


_STATUS = """\
# Append only: what stands here stays, new events follow it.
kind: status/v1
events:
  - date: TODO
    # corrected, disputed, superseded, withdrawn or invalid. What is superseded names what takes its place:
    # replaced_by: <submission>, or <submission>/<result>
    state: TODO
    by: TODO
    reason: TODO
    # all, or a list of the ids of results.
    results: all
"""
_DISPUTE = """\
# Once it is merged only answers and the decision are added; what stands here stays.
kind: dispute/v1
# The name of this file without its ending.
id: {id}
# The day of the pull request, YYYY-MM-DD.
date: TODO
author:
  name: TODO
  # For whom you work; delete the line where it is nobody.
  affiliation: TODO
  # Your relation to the makers of what was measured: independent, vendor or user.
  relationship: TODO
# What it is about: submissions, or results of them as submission/result, by the ends of their addresses on the site.
results:
  - TODO
# Conformance reports, by id. Delete what does not apply, here or above.
reports:
  - TODO
# Write true where you only want to say something beside it and ask for no change: it is then a statement, on which nobody decides.
statement: false
# What exactly is wrong, and what would be right: the number, the conditions, the configuration, the disclosure or the comparison.
claim: TODO
# What bears it out, each with an https address; sha256 of the file's bytes where it is a file.
evidence:
  - {{title: TODO, uri: TODO}}
# Later, by those who answer (role: owner, author, maintainer or other):
# replies:
#   - {{date: 2026-01-31, by: …, role: owner, text: …}}
# Last, by a curator (outcome: upheld, rejected or withdrawn; state, where it is upheld: disputed or invalid):
# decision: {{date: 2026-02-14, by: …, outcome: upheld, state: invalid, reason: …}}
"""
