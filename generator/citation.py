"""How something published is cited: in plain words and as BibTeX. Texts of others are escaped for BibTeX; who shows them escapes for HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SITE = "Service mesh results"
"""What all of it was published in."""
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # not \{, which BibTeX counts as an open brace
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "#$%&_"},
}
_IN_URL = {"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A thing to cite.

    `key` is BibTeX's, of letters, digits and hyphens; `version` the day of the last change of what is cited, `url` its permanent
    link, `standing` a sentence on what a reader must know before using it.
    """

    key: str
    authors: tuple[str, ...]
    title: str
    published: date
    version: date
    licenses: tuple[str, ...]
    url: str
    standing: str | None = None


def plain(one: Citation) -> str:
    """The citation in one line of plain text."""
    authors = "; ".join(map(_line, one.authors))
    license_ = ", ".join(map(_line, one.licenses))
    standing = f" {_line(one.standing)}" if one.standing else ""
    where = "Version" if one.title == SITE else f"{SITE}, version"
    return f"{authors}: {_line(one.title)}. {where} {one.version}. {license_}.{standing} {one.url}"


def bibtex(one: Citation) -> str:
    """The citation as an entry of BibTeX, which a bibliography takes as it is."""
    license_ = f"License: {', '.join(one.licenses)}."
    note = license_ if one.standing is None else f"{license_} {one.standing}"
    fields = {
        "author": " and ".join(f"{{{_tex(author)}}}" for author in one.authors),
        "title": f"{{{_tex(one.title)}}}",
        "publisher": SITE,
        "year": str(one.published.year),
        "version": one.version.isoformat(),
        "url": "".join(_IN_URL.get(mark, mark) for mark in _line(one.url)),
        "note": _tex(note),
    }
    lines = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items())
    return f"@misc{{{one.key},\n{lines}\n}}"


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(mark, mark) for mark in _line(text))


def _line(text: str) -> str:
    return " ".join(text.split())
