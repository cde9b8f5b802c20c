"""Audits of what is published or printed: each yields what in a text could act on a reader, a program or a terminal.

    list(audit_html(text)) == []        # nothing but what the site itself is made of

Every audit has seeded texts in `test_audits.py` that it must object to; `sinks.py` says which output each is held to.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import markdown
import pyarrow.parquet as pq

from generator.characters import FORBIDDEN
from generator.csp import POLICY, THEME_SCRIPTS
from tests import sites
from tests.sites import Element


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OWN_HOSTS = frozenset({"github.com", "service-mesh-wg.github.io", "squidfunk.github.io"})
"""Hosts that the site links to without the marks of a submitted address: itself, its sources, and the theme's maker."""
ELEMENTS = _words(
    """
    a abbr article aside b blockquote body br button caption circle code col colgroup dd defs del desc details dialog div dl dt
    em figcaption figure footer form g h1 h2 h3 h4 head header hr html img input kbd label li line link main mark marker meta nav
    noscript ol optgroup option output p path polygon polyline pre q rect s script section select small span strong style sub
    summary sup svg symbol table tbody td template text textpath tfoot th thead time title tr tspan ul use var wbr
    """
)
"""Elements that the site's own templates, guides and theme are made of: no iframe, object, embed, base, textarea, math, foreignObject."""
ATTRIBUTES = _words(
    """
    accept-charset action alt autocapitalize autocomplete autocorrect charset checked class cols colspan content crossorigin cx cy
    d datetime defer dir disabled dominant-baseline download dx dy fill fill-opacity focusable font-size font-weight for form
    height hidden href hreflang http-equiv id integrity label lang loading marker-end markerheight markerunits markerwidth max
    maxlength media min multiple name offset opacity open orient pattern placeholder points preserveaspectratio property r
    readonly refx refy rel required role rows rowspan rx ry scope selected size sizes spellcheck src start step stroke
    stroke-dasharray stroke-linecap stroke-linejoin stroke-width style tabindex target text-anchor title transform type value
    viewbox width x x1 x2 xmlns y y1 y2
    """
)
_LEADING = (
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "xlink:href",
    "srcset",
    "cite",
    "background",
    "ping",
)
_FETCHING_STYLE = re.compile(r"url\(|expression|@import|position\s*:\s*fixed|-moz-binding", re.IGNORECASE)
_OWN_SCRIPT = re.compile(r"(?:\.\.?/|/mesh-results/)*assets/[\w./-]+\.js")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that spreadsheets take for a formula (OWASP, CSV Injection)."""


def audit_html(text: str) -> Iterator[str]:
    """Elements, attributes, schemes, scripts and metadata that the site is not made of; links that give the reader away."""
    for each in sites.elements(text):
        yield from (f"line {each.line}: <{each.name}>: {fault}" for fault in _faults_of(each))


def _faults_of(each: Element) -> Iterator[str]:
    if each.name not in ELEMENTS:
        yield "is no element of the site"
    for name in each.attributes:
        if name not in ATTRIBUTES and not name.startswith(("data-", "aria-")):
            yield f"has the attribute {name!r}"
    for name in _LEADING:
        if (target := each.attributes.get(name)) is not None:
            yield from _faults_of_target(each, name, target)
    yield from _faults_of_kind(each)


def _faults_of_kind(each: Element) -> Iterator[str]:
    style = each.text if each.name == "style" else each.attributes.get("style") or ""
    if _FETCHING_STYLE.search(style):
        yield "has a style that leaves its place or fetches"
    match each.name:
        case "script" if not allowed_script(each):
            yield f"is no script of the site: {each.text[:60]!r}"
        case "form" if each.attributes.get("action"):
            yield "sends a form"
        case "meta" if "http-equiv" in each.attributes and not _harmless(each):
            yield "is metadata that acts"


def _harmless(meta: Element) -> bool:
    """Whether it is the policy, or leads from an address of the site that has moved to another one."""
    content = meta.attributes.get("content") or ""
    return content == POLICY or re.fullmatch(r"0; url=(?:\.\./)+(?:[a-z0-9][\w.-]*/)+", content) is not None


def allowed_script(each: Element) -> bool:
    """Whether a script is data, a file of the site, or one of the theme's pinned ones."""
    if each.attributes.get("type") == "application/json":
        return True
    if source := each.attributes.get("src"):
        return _OWN_SCRIPT.fullmatch(source) is not None and not each.text.strip()
    digest = base64.b64encode(hashlib.sha256(each.text.encode()).digest()).decode()
    return f"sha256-{digest}" in THEME_SCRIPTS


def _faults_of_target(each: Element, name: str, target: str) -> Iterator[str]:
    # As a browser reads it: white space and controls within a scheme are dropped.
    bare = re.sub(r"[\x00-\x20]", "", target)
    parts = urlsplit(bare)
    if name == "src" and bare.startswith("data:image/"):
        return
    if parts.scheme not in {"", "https"} or bare.startswith(("//", "\\", "/\\")):
        yield f"{name} leads to {bare[:60]!r}"
    elif parts.scheme and parts.hostname not in OWN_HOSTS:
        if each.name not in {"a", "meta"}:
            yield f"{name} loads from {parts.hostname}"
        elif parts.username is not None or parts.hostname is None:
            yield f"{name} hides its host: {bare[:60]!r}"
        elif each.name == "a" and "noopener" not in (each.attributes.get("rel") or "").split():
            yield f"{name} tells {parts.hostname} where the reader comes from"


def audit_submitted_links(text: str, host: str) -> Iterator[str]:
    """Links to the host of submitted addresses that search engines would follow for the submitter."""
    for each in sites.elements(text):
        if each.name == "a" and urlsplit(each.attributes.get("href") or "").hostname == host:
            rel = set((each.attributes.get("rel") or "").split())
            if not {"noopener", "nofollow"} <= rel:
                yield f"line {each.line}: a link to {host} with rel={sorted(rel)}"


def audit_csv(text: str) -> Iterator[str]:
    """Cells that a spreadsheet computes, rows of another length than the head, and characters that mislead."""
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            yield f"row {number}: {len(row)} cells, the head has {len(rows[0])}"
        for cell in row:
            if cell.strip(" \u00a0").startswith(FORMULA) and not is_number(cell):
                yield f"row {number}: the formula {cell[:60]!r}"
            yield from (f"row {number}: {each}" for each in audit_terminal(cell.replace("\t", " ")))


def is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text) is not None


_XML_ELEMENTS = _words(
    """
    svg g title desc defs marker rect path line circle ellipse polygon polyline text tspan use clippath lineargradient
    radialgradient stop symbol style metadata mask pattern image
    feed entry id updated published author name uri email link category rights subtitle summary content generator logo icon
    urlset url loc lastmod changefreq priority
    """
)
"""Elements of SVG (without script, foreignObject, a and animation), Atom and sitemaps."""


def audit_xml(text: str) -> Iterator[str]:
    """Of an SVG, a feed or a sitemap: entities, scripts, handlers, links that act, and HTML in a feed that does."""
    if re.search(r"<!(?:DOCTYPE|ENTITY)|<\?xml-stylesheet", text, re.IGNORECASE):
        yield "declares a document type, an entity or a style sheet"
        return
    try:
        root = ET.fromstring(text)  # noqa: S314 - without declarations there is nothing to expand
    except ET.ParseError as error:
        yield f"is no XML: {error}"
        return
    for each in root.iter():
        name = each.tag.rpartition("}")[2].lower()
        if name not in _XML_ELEMENTS:
            yield f"<{name}> is no element of ours"
        for attribute, value in each.attrib.items():
            yield from _faults_of_xml(name, attribute.rpartition("}")[2].lower(), value)
        if name == "style" and _FETCHING_STYLE.search(re.sub(r"url\(#", "", each.text or "")):
            yield "<style> leaves its place or fetches"
        if each.attrib.get("type") == "html":
            yield from (f"HTML in <{name}>: {fault}" for fault in audit_html(each.text or ""))
        if name == "loc":
            yield from _faults_of_address(each.text or "")


def _faults_of_xml(element: str, name: str, value: str) -> Iterator[str]:
    if name.startswith("on"):
        yield f"<{element}> has the handler {name}"
    if name == "style" and _FETCHING_STYLE.search(re.sub(r"url\((?:&quot;|[\"'])?#", "", value)):
        yield f"<{element}> has a style that leaves its place or fetches"
    if name in {"href", "src"}:
        if element == "image" and re.sub(r"\s", "", value).startswith("data:image/png;base64,"):
            return
        if element in {"image", "use"} and not value.startswith("#"):
            yield f"<{element}> loads {value[:60]!r}"
        yield from _faults_of_address(value)


def _faults_of_address(value: str) -> Iterator[str]:
    parts = urlsplit(re.sub(r"[\x00-\x20]", "", value))
    if parts.scheme not in {"", "https"} or (parts.scheme and (parts.hostname is None or parts.username is not None)):
        yield f"leads to {value[:60]!r}"


def audit_json(text: str) -> Iterator[str]:
    """What is no JSON (NaN is none), and characters in it that mislead."""
    wrong: list[str] = []
    try:
        value = json.loads(text, parse_constant=wrong.append)
    except ValueError as error:
        yield f"is no JSON: {error}"
        return
    yield from (f"holds {each}" for each in wrong)
    for each in strings_in(value):
        yield from audit_terminal(re.sub(r"[\t\r]", " ", each))


def strings_in(value: object) -> Iterator[str]:
    """Every text of a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield key
            yield from strings_in(child)
    elif isinstance(value, list):
        for child in value:
            yield from strings_in(child)


_CHART_MARKUP = re.compile(r"</?(?!(?:br|b|i|sub|sup|span|em|strong)\b)[A-Za-z!?][^>]{0,60}")


_DRAWN = ("data", "layout", "narrow")
"""The parts of a chart's file that the chart library reads; the others are plain texts."""


def audit_figure(text: str) -> Iterator[str]:
    """A chart's file: what the library reads as markup holds line breaks and emphasis at most."""
    yield from audit_json(text)
    figure = json.loads(text)
    for each in strings_in([figure.get(part) for part in _DRAWN]):
        yield from (f"markup: {found}" for found in _CHART_MARKUP.findall(each))
        yield from (f"style: {found}" for found in re.findall(r"<span[^>]*(?:position|url\()[^>]*", each))


def audit_search(text: str) -> Iterator[str]:
    """The theme's search index, whose titles and texts the theme puts on a page as HTML."""
    yield from audit_json(text)
    for entry in json.loads(text)["docs"]:
        for each in sites.elements(f"{entry['title']}\n{entry['text']}"):
            if each.name not in _MARKDOWN_ELEMENTS or each.attributes:
                yield f"{entry['location']}: <{each.name}> {sorted(each.attributes)}"


_MARKDOWN_ELEMENTS = _words(
    """
    p br hr h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tr th td code pre strong em del a details summary sub sup blockquote
    """
)
_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1[ \t]*$|(?<!\\)(`+)(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE)
_RAW_MARKUP = re.compile(r"(?<!\\)<(?!/?(?:details|summary|br|sub|sup)\s*/?>)(?=[A-Za-z/!?])")
_MENTION = re.compile(r"(?<![\w\\`/.&;])@(?=[A-Za-z0-9])")


def audit_markdown(text: str, hosts: Iterable[str] = OWN_HOSTS) -> Iterator[str]:
    """Markdown for a comment or a summary at GitHub: HTML, pictures, mentions, and links elsewhere than to `hosts`."""
    bare = _CODE.sub("", text)
    yield from (f"raw markup at {bare[found.start() :][:40]!r}" for found in _RAW_MARKUP.finditer(bare))
    yield from (f"mentions somebody: {bare[found.start() :][:40]!r}" for found in _MENTION.finditer(bare))
    yield from audit_terminal(text.replace("\t", " "))
    for each in sites.elements(markdown.markdown(text, extensions=["tables", "fenced_code"])):
        if each.name not in _MARKDOWN_ELEMENTS:
            yield f"becomes <{each.name}>"
        target = urlsplit(re.sub(r"[\x00-\x20]", "", each.attributes.get("href") or ""))
        if target.scheme not in {"", "https"} or (target.netloc and target.hostname not in hosts):
            yield f"links to {each.attributes['href']!r}"
    # GitHub makes links of bare addresses, too.
    for address in re.findall(r"(?<![\w(])(?:https?://|www\.)[^\s)>\]]+", bare):
        if urlsplit(address).hostname not in hosts:
            yield f"links to {address[:60]!r}"


_COMMAND = re.compile(r"::(?:error|warning|notice)(?: [a-zA-Z]+=[^,:\r\n]*(?:,[a-zA-Z]+=[^,:\r\n]*)*)?::[^\r\n]*")
_ESCAPE = re.compile(r"%(?!25|0D|0A|3A|2C)")


def audit_commands(text: str, count: int) -> Iterator[str]:
    """Workflow commands: just so many, one a line, escaped; and nothing that an older runner takes for one."""
    commands = [line for line in text.split("\n") if line.lstrip().startswith("::")]
    if len(commands) != count:
        yield f"{len(commands)} commands, expected {count}"
    for line in commands:
        if _COMMAND.fullmatch(line) is None:
            yield f"no well-formed command: {line[:80]!r}"
        if _ESCAPE.search(line):
            yield f"a percent sign that is not escaped: {line[:80]!r}"
    for line in text.split("\n"):
        if re.match(r"\s*##\[", line):
            yield f"a command in the old form: {line[:80]!r}"
    yield from audit_terminal(text)


def audit_terminal(text: str) -> Iterator[str]:
    """Controls, terminal sequences, bidirectional and invisible characters; line feeds are allowed."""
    for found in FORBIDDEN.finditer(text.replace("\n", " ")):
        yield f"holds U+{ord(found[0]):04X}"
    if "\t" in text:
        yield "holds U+0009"


def audit_pptx(content: bytes) -> Iterator[str]:
    """A presentation: parts that run or load from elsewhere, links that are not https, formulas in the data of its charts."""
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        for name in whole.namelist():
            if re.search(r"vba|activeX|oleObject|macro", name, re.IGNORECASE) or name.startswith("/") or ".." in name:
                yield f"holds {name}"
            if name.endswith(".rels"):
                for each in ET.fromstring(whole.read(name)):  # noqa: S314 - as above
                    external = each.attrib.get("TargetMode") == "External"
                    if external and urlsplit(each.attrib["Target"]).scheme != "https":
                        yield f"{name} leads to {each.attrib['Target'][:60]!r}"
            elif name.endswith(".xml") and re.search(rb"<!(?:DOCTYPE|ENTITY)", whole.read(name)):
                yield f"{name} declares entities"
            elif name.endswith(".xlsx"):
                yield from (f"{name}: {fault}" for fault in _audit_workbook(whole.read(name)))


def _audit_workbook(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        for name in whole.namelist():
            if name.startswith("xl/worksheets/") and re.search(rb"<(?:\w+:)?f[ >]", whole.read(name)):
                yield f"a formula in {name}"


def audit_parquet(content: bytes) -> Iterator[str]:
    """A table for programs: texts as they were submitted, but none that misleads a terminal."""
    table = pq.read_table(io.BytesIO(content))
    for name in table.column_names:
        for value in (name, *table[name].to_pylist()):
            yield from (f"{name}: {fault}" for fault in audit_terminal(str(value).replace("\t", " ")))


def audit_png(content: bytes) -> Iterator[str]:
    """A picture: nothing but a picture."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        yield "is no PNG"
    if not content.endswith(b"IEND\xaeB`\x82"):
        yield "holds something after its end"
