"""Pages of the rules and of the schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator import addresses, schema
from generator.page import Asset, Page
from generator.pages import documentation
from generator.pages.editors import CATALOG
from generator.pages.messages import UNITS
from generator.pages.rendering import page, render
from generator.rules import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Rule

FAMILIES = (
    ("MR0", "Files", "What a file must be before anything in it is looked at."),
    ("MR1", "Structure", "What the document’s schema says."),
    ("MR2", "References", "Ids, files and registry entries that a document names."),
    ("MR3", "Values", "Numbers, times and counts that cannot be, or can hardly be, right."),
    ("MR4", "Comparability", "What a fair comparison needs."),
    ("MR5", "Conformance", "Reports of conformance."),
    ("MR6", "Patterns", "Patterns and their manifests."),
    ("MR7", "Repository and policy", "What may be submitted, changed and linked."),
)
_SIDES = ("Wrong", "Right")


def rules_page() -> Page:
    """All rules by family."""
    families = [(title, text, [rule for rule in ALL if rule.code.startswith(code)]) for code, title, text in FAMILIES]
    body = render(
        "rules.html", addresses.RULES, families=[each for each in families if each[2]], inline=documentation.inline
    )
    return page(
        addresses.RULES,
        body,
        title="Rules",
        description="Everything that the check can find, each with a page of its own.",
        section="Reference",
        search="Everything that the check can find in a submission.",
    )


def rule_pages() -> Iterator[Page]:
    """A page for each rule."""
    return map(rule_page, ALL)


def rule_page(rule: Rule) -> Page:
    """A rule's page from its docstring: what it finds, wrong and right side by side, why it matters."""
    path = addresses.rule_path(rule.code)
    lead, *parts = documentation.sections(rule.documentation)
    body = render(
        "rule.html",
        path,
        rule=rule,
        lead=lead.body,
        sides=[part for part in parts if part.title in _SIDES],
        before=[part for part in parts if part.title == "What it finds"],
        after=[part for part in parts if part.title not in (*_SIDES, "What it finds")],
    )
    return page(
        path,
        body,
        title=f"{rule.code}: {rule.slug.replace('-', ' ')}",
        description=rule.summary,
        section="Reference",
        search=rule.summary,
    )


def schemas_page(site_url: str) -> Page:
    """All kinds of documents, and how an editor of a site at `site_url` learns of them."""
    body = render(
        "schemas.html",
        addresses.SCHEMAS,
        catalog=CATALOG,
        settings=json.dumps({"yaml.schemaStore.url": f"{site_url}{CATALOG}"}, indent=2),
        kinds=[(kind, schema.load(kind.name), kind_path(kind)) for kind in schema.KINDS],
    )
    return page(
        addresses.SCHEMAS,
        body,
        title="Schemas",
        description="The published JSON Schemas of every kind of document, field by field.",
        section="Reference",
        search="The JSON Schemas of every kind of document, field by field with units.",
    )


def kind_path(kind: schema.Kind) -> str:
    """The page of a kind of document: `schemas/mesh-v1/`."""
    return f"{addresses.SCHEMAS}{kind.name.replace('/', '-')}/"


def schema_pages() -> Iterator[Page]:
    """A page for each kind of document."""
    return map(schema_page, schema.KINDS)


def schema_page(kind: schema.Kind) -> Page:
    """A kind of document, field by field."""
    path, root = kind_path(kind), schema.load(kind.name)
    fields = [(field, unit_of(field.path)) for field in schema.fields(kind.name)]
    body = render("schema.html", path, kind=kind, root=root, fields=fields)
    return page(
        path,
        body,
        title=f"{root['title']} ({kind.name})",
        description=str(root["description"]),
        section="Reference",
        search=f"{root['description']} Field by field.",
    )


def unit_of(path: str) -> str:
    """The unit of a field's number by its name; empty where it is no quantity."""
    steps = path.replace("[]", "").replace("{}", "").split(".")
    if any(step.endswith("_ms") for step in steps):
        return "ms"
    return UNITS.get(steps[-1], "")


def schema_files() -> Iterator[Asset]:
    """The schemas as they are published."""
    for kind in schema.KINDS:
        yield Asset(path=f"{addresses.SCHEMAS}{kind.file}", content=schema.content(kind))
