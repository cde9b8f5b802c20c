"""Columns of patterns: a row for each target of each pattern."""

from __future__ import annotations

from generator.columns.column import Column, day, text, whole

PATTERN = "pattern/v1 "
TARGET = f"{PATTERN}implementations[]."

PATTERNS: tuple[Column, ...] = (
    text("pattern", "", f"{PATTERN}id"),
    whole("number", "", f"{PATTERN}number"),
    text("title", "", f"{PATTERN}title"),
    text("area", "", f"{PATTERN}area"),
    text("category", "", f"{PATTERN}category"),
    text("status", "", f"{PATTERN}status"),
    text("version", "", f"{PATTERN}version"),
    text("target", "", f"{TARGET}target"),
    text("target_name", "What the target is called.", "mesh/v1 name"),
    text("support", "", f"{TARGET}support"),
    text("min_version", "", f"{TARGET}min_version"),
    whole("objects_checked", "Objects of the manifests that were checked against a schema."),
    whole("objects_without_schema", "Objects of the manifests for which no schema is known: not checked."),
    text("page", "Address of the pattern’s page, from the site’s root."),
    text("max_tested_version", "", f"{TARGET}max_tested_version"),
    day("changed", "Day of the pattern’s last change.", f"{PATTERN}history[].date"),
    text("license", "", f"{PATTERN}license"),
)
