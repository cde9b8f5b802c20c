"""The template of a pattern: every field with what belongs there, and the next number that no pattern has had."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator.emit import scalar
from generator.source import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PATTERN_FILE = "pattern.yaml"


def pattern(identifier: str, root: Path | None = None) -> dict[str, str]:
    """The template of a pattern in the repository at `root`."""
    number = next_number(root) if root is not None else 1
    return {f"patterns/{identifier}/{PATTERN_FILE}": _PATTERN.format(id=scalar(identifier), number=number)}


def next_number(root: Path) -> int:
    """One more than the highest number there is: a number is never used again, also not that of a withdrawn pattern."""
    return max((_number(fields) for _, fields in existing(root)), default=0) + 1


def existing(root: Path) -> Iterator[tuple[Path, Mapping[str, object]]]:
    """The folders of patterns in the repository, by name, each with the fields of its file; what the check refuses is left out."""
    for file in sorted((root / "patterns").glob(f"*/{PATTERN_FILE}")):
        document = read(root, PurePosixPath("patterns", file.parent.name, PATTERN_FILE)).document
        if document is not None and isinstance(document.data, dict):
            yield file.parent, document.data


def _number(fields: Mapping[str, object]) -> int:
    found = fields.get("number")
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


_PATTERN = """\
# yaml-language-server: $schema=../../generator/schemas/pattern.v1.schema.json
# Replace every TODO. A field that does not apply: delete it. Texts are plain text; an empty line starts a paragraph.
kind: pattern/v1
# The name of this folder.
id: {id}
# The next free number. It stays with the pattern for ever, so look again before you open the pull request.
number: {number}
title: TODO
# Other names it is known by.
aliases: [TODO]
# I to VI: foundations, deployment, configuration, operation, performance and debugging, standards in practice.
area: TODO
# deployment, foundational, interoperability, observability, performance, resiliency, scaling, security, traffic-management,
# troubleshooting or workloads.
category: TODO
# proposed: only the idea. draft: being written. accepted: complete and reviewed. deprecated: superseded_by names a better one.
status: draft
# The last entry of the history has the same.
version: 0.1.0
# One or two sentences of at most 200 characters.
summary: TODO
problem: TODO
# Where the problem arises.
context: TODO
# What pulls in different directions, a sentence each.
forces: [TODO]
# What to do, and how it works.
solution: TODO
consequences:
  benefits: [TODO]
  liabilities: [TODO]
when_to_use: [TODO]
# Situations in which it does harm; an accepted pattern has some.
when_not_to_use: [TODO]
# operator, service-owner, developer.
roles: [TODO]
# relation: requires, complements, alternative-to, specializes or conflicts-with.
related:
  - {{pattern: TODO, relation: TODO, note: TODO}}
# The picture is drawn from this. node: client, gateway, service, proxy, control-plane, external or store; nodes of one group
# (a pod, a cluster …) are drawn together. style: solid for requests, dashed for what is not one.
topology:
  # The picture in words.
  description: TODO
  nodes:
    - {{id: client, label: client, node: client}}
    - {{id: server, label: server, node: service, group: TODO}}
  edges:
    - {{from: client, to: server, label: TODO, protocol: TODO, style: solid}}
# One entry for each mesh, or for gateway-api, smi or kubernetes where the manifests hold for every mesh.
implementations:
  # The target names a mesh of results/registry/meshes and the folder of its manifests, beside this file. Make the first one
  # like this: a folder `istio` with a file `istio/retries.yaml`, any number of objects in it with `---` between them, each with
  # apiVersion, kind and metadata.name; then write target: istio and manifests: [istio/retries.yaml]. Every file of the folder
  # is named here, in the order in which they are applied.
  - target: TODO
    # native: the mesh does it by itself. partial: with gaps that the notes name. via-extension: with a part that is not the
    # mesh's own. none: it cannot, and there are no manifests.
    support: TODO
    # The oldest release whose APIs the manifests use.
    min_version: TODO
    # The kinds that the manifests use, without those of Kubernetes itself.
    api:
      - {{api_version: TODO, kind: TODO}}
    manifests: [TODO]
    # The clusters that all files are applied to, as kubectl's --context names them; delete it where it is one.
    contexts: [TODO]
    # Whether the files are steps, alternatives or for several clusters, so that nobody applies them all at once.
    one_by_one: false
    # What is particular. Objects that exist outside the manifests are named here, such as a certificate's Secret.
    notes: TODO
    # Who tried it on a real cluster; delete it where nobody did.
    verified: {{by: TODO, date: TODO, how: TODO}}
prerequisites:
  # The manifests are checked against each of these releases.
  kubernetes: {{min_version: TODO, max_version: TODO}}
  # What a mesh must be able to do, with the cases of a suite (gateway-api, smi, hamlet) that test it.
  conformance:
    - {{suite: TODO, capability: TODO, cases: [TODO]}}
# Results of this site that show what it costs, or are an example of it, as submission/result.
performance:
  - {{result: TODO, claim: TODO}}
# What to set in the manifests.
parameters:
  - {{name: TODO, type: TODO, default: TODO, meaning: TODO}}
# Steps that show that it works.
verification: [TODO]
# type: documentation, specification, article, book or code.
references:
  - {{title: TODO, uri: TODO, type: TODO}}
# Where it is in use, as far as that is public.
known_uses: [TODO]
# What surprises people.
caveats: [TODO]
# Accounts on GitHub of those who look after it.
maintainers: [TODO]
# Append only: each change of the manifests or of what is said gets a version.
history:
  - {{version: 0.1.0, date: TODO, change: First draft.}}
# SPDX expression for text and manifests.
license: Apache-2.0
tags: [TODO]
"""
