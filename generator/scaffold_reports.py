"""Templates of conformance reports: every case of the newest suite, its title beside it, with `TODO` for what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.emit import scalar
from generator.suite import suite

if TYPE_CHECKING:
    from generator.suite import SuiteVersion

_SCHEMA = "# yaml-language-server: $schema=../../../../generator/schemas/{kind}.v1.schema.json\n"


def gateway_api(identifier: str) -> dict[str, str]:
    """A report of the Gateway API in our own form."""
    return _report("gateway-api", identifier, _GATEWAY_API)


def hamlet(identifier: str) -> dict[str, str]:
    """A report of the Hamlet cases."""
    newest = suite("hamlet").versions[0]
    return _report(
        "hamlet", identifier, _HAMLET.format(version=newest.version, statuses=_STATUSES, cases=_cases(newest))
    )


def smi(identifier: str) -> dict[str, str]:
    """A report of the SMI suite."""
    newest = suite("smi").versions[0]
    listed = "".join(_SPECIFICATION.format(id=group.id, api=group.api_version) for group in newest.groups)
    body = _SMI.format(version=newest.version, specifications=listed, statuses=_STATUSES, cases=_cases(newest))
    return _report("smi", identifier, body)


def _report(name: str, identifier: str, body: str) -> dict[str, str]:
    kind = f"{name}-conformance"
    head = _HEAD.format(kind=kind, id=scalar(identifier))
    text = _SCHEMA.format(kind=kind) + head + body + _TAIL
    return {f"results/conformance/{name}/{identifier}/report.yaml": text}


def _cases(version: SuiteVersion) -> str:
    return "".join(f"  # {case.title}.\n  - {{id: {scalar(case.id)}, status: TODO}}\n" for case in version.cases)


_HEAD = """\
# Replace every TODO. What is not known: delete the line ("not reported"), never write 0 or a guess.
kind: {kind}/v1
# The name of this folder; no other conformance report may have it.
id: {id}
# The day of the pull request, YYYY-MM-DD. From that day the report is published and is changed no more.
submitted: TODO
submitter:
  name: TODO
  organization: TODO
  # Account on GitHub, without the @.
  github: TODO
disclosure:
  # Your relation to the makers of what was tested: independent, vendor or user.
  relationship: TODO
  # Who paid for it; delete the line where nobody did.
  sponsor: TODO
# Licence of the report, an SPDX id.
license: CC-BY-4.0
provenance:
  measured_by: TODO
  # Where the report was published first, if it was.
  source_uri: TODO
  # true where somebody else ran the suite and you only bring the report here.
  transcribed: TODO
# An id of results/registry/meshes; `mesh-results new mesh ID` makes a new one.
mesh: TODO
# In quotes, so that 1.20 stays 1.20.
version: TODO
# When the suite ran: RFC 3339 with Z, or coarser (YYYY-MM-DD, YYYY-MM, YYYY).
date: TODO
"""
_STATUSES = """\
# Every case with its status: passed, partial, failed, not-run (an earlier case ended the run), not-claimed (the mesh does not
# say that it can) or version-not-served (the mesh has another version of the API). Say with `reason: …` why one did not pass.
"""
_GATEWAY_API = """\
# As in the suite's own report. `mesh-results import gateway-api FILE --into results/conformance/gateway-api` writes all this from it.
implementation:
  organization: TODO
  project: TODO
  url: TODO
  contact: [TODO]
gateway_api_version: TODO
# standard or experimental.
channel: TODO
mode: default
profiles:
  # MESH-HTTP or MESH-GRPC; one entry each.
  - name: TODO
    # success, partial or failure, with the counts and the names of the cases that did not pass.
    core: {result: TODO, passed: TODO, failed: TODO, skipped: TODO, failed_tests: [TODO], skipped_tests: [TODO]}
    # Delete it where the profile has no extended cases.
    extended:
      result: TODO
      passed: TODO
      failed: TODO
      skipped: TODO
      failed_tests: [TODO]
      skipped_tests: [TODO]
      # What the implementation declares, tested or not.
      supported_features: [TODO]
      unsupported_features: [TODO]
"""
_HAMLET = """\
api_version: {version}
# What the mesh was in the test: owner of the catalogue, consumer, or both.
role: TODO
{statuses}cases:
{cases}"""
_SMI = """\
# The version of SMI whose suite was run.
specification_version: {version}
# What the mesh claims to support; cases of the others are not-claimed. Delete the line where nobody said.
declared: [TODO]
# capability: full, half or none; result: passed or failed, as they were reported.
specifications:
{specifications}{statuses}cases:
{cases}"""
_SPECIFICATION = """\
  - id: {id}
    api_version: {api}
    capability: TODO
    result: TODO
    assertions: TODO
    duration_seconds: TODO
    reason: TODO
"""
_TAIL = """\
# What ran the cases; reports are compared case by case only where its commit is the same.
harness: {name: TODO, version: TODO, commit: TODO, uri: TODO}
# In quotes.
kubernetes_version: TODO
# Platform, installation and settings, in a sentence.
environment: TODO
# How somebody else runs it again.
reproduce: TODO
# The raw output, in the folder evidence/ or at an https address.
evidence:
  - {path: evidence/TODO, sha256: TODO, bytes: TODO, tool: TODO, tool_version: TODO}
"""
