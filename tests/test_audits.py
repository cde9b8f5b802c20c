"""Every audit lets the clean text pass and objects to each seeded one: an audit that never objects shows nothing."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from generator.csp import POLICY
from tests import audits

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HEAD = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>"
FEED = "<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><entry><title type='html'>{}</title></entry></feed>"


def commands(text: str) -> Iterator[str]:
    return audits.audit_commands(text, 1)


def links(text: str) -> Iterator[str]:
    return audits.audit_submitted_links(text, "example.org")


CLEAN = [
    (
        audits.audit_html,
        (
            f'<!DOCTYPE html><html lang="en"><head><meta http-equiv="content-security-policy" content="{POLICY}"></head>'
            '<body><p title="=1+&lt;img src=x onerror=EVIL&gt;">&lt;script&gt;EVIL=1&lt;/script&gt; [a](javascript:b)</p>'
            '<a href="../a/">a</a><a href="https://example.org/" rel="noopener">b</a><script type="application/json">{}</script>'
            '<img src="data:image/png;base64,AA" alt=""></body></html>'
        ),
    ),
    (links, '<a href="https://example.org/" rel="nofollow noopener ugc">a</a><a href="https://other.example/">b</a>'),
    (audits.audit_csv, 'name,rate\r\n\'=1+1,-1.5\r\n"a, ""b""",2e-05\r\n'),
    (audits.audit_xml, f"{HEAD}<title>&lt;script&gt;</title><path d='M0 0' style='fill: url(#a)'/></svg>"),
    (audits.audit_xml, FEED.format("&amp;lt;img src=x onerror=EVIL&amp;gt;")),
    (audits.audit_xml, "<urlset><url><loc>https://example.org/a/</loc></url></urlset>"),
    (audits.audit_json, '{"a": "<img src=x onerror=EVIL>\\n", "b": [1, null]}'),
    (
        audits.audit_figure,
        '{"layout": {"title": "<b>a</b> &lt;img src=x&gt;<br>1 < 2"}, "data": [], "about": {"title": "<img src=x>"}}',
    ),
    (audits.audit_search, '{"docs": [{"location": "a/", "title": "&lt;img&gt;", "text": "<p>a <code>b</code></p>"}]}'),
    (
        audits.audit_markdown,
        (
            "# A\n\n| a | b |\n|---|---|\n| `<img src=x>` | \\<b\\> \\@ada [c](https://service-mesh-wg.github.io/) |\n\n"
            "```\n@ada <script>\n```\n"
        ),
    ),
    (commands, "::error file=a%2C%3A.yaml,line=1::b%0A%25 :: c\n1 error\n"),
    (audits.audit_terminal, "näher\n😀"),
]
SEEDED: list[tuple[Callable[[str], Iterator[str]], str]] = [
    *(
        (audits.audit_html, text)
        for text in (
            "<script>EVIL=1</script>",
            "<script src='https://evil.example/a.js'></script>",
            "<script src='../assets/a.js'>EVIL=1</script>",
            "<img src=x onerror=EVIL=1>",
            "<p onclick='EVIL=1'>",
            "<iframe src='a'></iframe>",
            "<svg><foreignObject></foreignObject></svg>",
            "<svg><animate></animate></svg>",
            "<object data='a'></object>",
            "<base href='https://evil.example/'>",
            "<textarea>",
            "<math>",
            "<a href='javascript:EVIL=1'>a</a>",
            "<a href='JaVa\tScript:EVIL=1'>a</a>",
            "<a href=' &#1;javascript:EVIL=1'>a</a>",
            "<a href='data:text/html,EVIL'>a</a>",
            "<a href='vbscript:a'>a</a>",
            "<a href='http://example.org/'>a</a>",
            "<a href='//evil.example/'>a</a>",
            "<a href='https:evil.example' rel='noopener'>a</a>",
            "<a href='https://user@evil.example/' rel='noopener'>a</a>",
            "<a href='https://evil.example/'>a</a>",
            "<a href='a' ping='https://evil.example/' rel='noopener'>a</a>",
            "<img src='https://evil.example/a.png' alt='' rel='noopener'>",
            "<link rel='stylesheet' href='https://evil.example/a.css'>",
            "<form action='https://evil.example/'>",
            "<button formaction='a'>",
            "<meta http-equiv='refresh' content='0; url=https://evil.example/'>",
            "<meta http-equiv='refresh' content='0; url=..//evil.example/'>",
            "<meta http-equiv='refresh' content='0; url=../javascript:a/'>",
            "<meta http-equiv='content-security-policy' content=\"script-src 'unsafe-inline'\">",
            "<p style='position:fixed; top:0'>",
            "<p style='background: url(https://evil.example/)'>",
            "<style>@import 'a.css';</style>",
            "<a xlink:href='javascript:EVIL'>",
            "<p srcdoc='a'>",
        )
    ),
    (links, '<a href="https://example.org/">a</a>'),
    (links, '<a href="https://example.org/" rel="noopener">a</a>'),
    *((audits.audit_csv, f"name\r\n{cell}\r\n") for cell in ("=1+1", "+1 a", "-a", "@a", "\uff1da", '" =1"', '"\t=1"')),
    (audits.audit_csv, "a,b\r\n1\r\n"),
    (audits.audit_csv, "a\r\nb\x1b[2J\r\n"),
    (audits.audit_csv, "a\r\nb\u202e\r\n"),
    *(
        (audits.audit_xml, text)
        for text in (
            f"{HEAD}<script>EVIL</script></svg>",
            f"{HEAD}<a xlink:href='javascript:EVIL'/></svg>",
            f"{HEAD}<rect onload='EVIL'/></svg>",
            f"{HEAD}<foreignObject/></svg>",
            f"{HEAD}<use href='https://evil.example/a.svg#b'/></svg>",
            f"{HEAD}<image href='https://evil.example/a.png'/></svg>",
            f"{HEAD}<rect style='fill: url(https://evil.example/)'/></svg>",
            f"{HEAD}<style>@import 'a'</style></svg>",
            f"{HEAD}<set attributeName='href' to='javascript:EVIL'/></svg>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><svg>&b;</svg>",
            "<?xml-stylesheet href='a.css'?><svg/>",
            "<svg>",
            FEED.format("&lt;img src=x onerror=EVIL&gt;"),
            FEED.format("&lt;script&gt;EVIL&lt;/script&gt;"),
            "<feed><link href='javascript:EVIL'/></feed>",
            "<urlset><url><loc>javascript:EVIL</loc></url></urlset>",
        )
    ),
    *(
        (audits.audit_json, text)
        for text in ("{", "[NaN]", "[Infinity]", '["\\u001b[2J"]', '["a\\u202eb"]', '{"\\u0000": 1}')
    ),
    *(
        (audits.audit_figure, json.dumps({"data": [{"text": text}]}))
        for text in (
            "<img src=x>",
            "<a href='https://evil.example'>",
            "</script>",
            "<!--",
            "<span style='position:fixed'>",
        )
    ),
    *(
        (audits.audit_search, json.dumps({"docs": [{"location": "a/", "title": title, "text": text}]}))
        for title, text in (("<img src=x>", ""), ("a", "<p onclick=a>"), ("<script>", ""), ("a", "<a href=b>"))
    ),
    *(
        (audits.audit_markdown, text)
        for text in (
            "<img src=x onerror=EVIL>",
            "a <script>EVIL</script>",
            "[a](javascript:EVIL)",
            "[a](https://evil.example/)",
            "![a](https://service-mesh-wg.github.io/a.png)",
            "see https://evil.example/",
            "see www.evil.example",
            "thanks @ada",
            "[a]: https://evil.example/\n\n[a]",
            "<https://evil.example/>",
            "`a` <b>c</b>",
            "a\u202eb",
            "<!-- a -->",
        )
    ),
    *(
        (commands, text)
        for text in (
            "",
            "::error::a\n::error::b\n",
            "::error::a%0x\n",
            "::error file=a:b::c\n",
            "::set-output name=a::b\n",
            "::add-mask::a\n",
            "::error::a\n##[error]b\n",
            "::error::a\rb\n",
            "::error::a\x1b[2J\n",
        )
    ),
    *(
        (audits.audit_terminal, text)
        for text in ("\x1b[2J", "\x00", "\x07", "\u202e", "\u2066", "\x9b", "\u200b", "\t", "\x7f")
    ),
]


@pytest.mark.parametrize(("audit", "text"), CLEAN)
def test_a_clean_text_passes(audit: Callable[[str], Iterator[str]], text: str) -> None:
    assert list(audit(text)) == []


@pytest.mark.parametrize(("audit", "text"), SEEDED)
def test_a_seeded_text_is_objected_to(audit: Callable[[str], Iterator[str]], text: str) -> None:
    assert list(audit(text)) != []


def presentation(**parts: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return whole.getvalue()


LINK = b"<R><S Target='%s' TargetMode='External'/></R>"
SHEET = b"<worksheet><c><%s>1</%s></c></worksheet>"


@pytest.mark.parametrize(
    ("parts", "clean"),
    [
        ({"ppt/a.xml": b"<a/>", "ppt/_rels/a.rels": LINK % b"https://example.org/"}, True),
        ({"ppt/_rels/a.rels": LINK % b"javascript:EVIL"}, False),
        ({"ppt/_rels/a.rels": LINK % b"file:///etc/passwd"}, False),
        ({"ppt/vbaProject.bin": b""}, False),
        ({"../a.xml": b"<a/>"}, False),
        ({"ppt/a.xml": b"<!DOCTYPE a><a/>"}, False),
        ({"ppt/a.xlsx": presentation(**{"xl/worksheets/a.xml": SHEET % (b"v", b"v")})}, True),
        ({"ppt/a.xlsx": presentation(**{"xl/worksheets/a.xml": SHEET % (b"f", b"f")})}, False),
    ],
)
def test_a_presentation_is_looked_into(parts: dict[str, bytes], clean: bool) -> None:  # noqa: FBT001
    assert (list(audits.audit_pptx(presentation(**parts))) == []) is clean


@pytest.mark.parametrize(("text", "clean"), [("=1+<img>", True), ("a\x1b[2J", False), ("a\u202e", False)])
def test_a_table_for_programs_is_looked_into(text: str, clean: bool) -> None:  # noqa: FBT001
    file = io.BytesIO()
    pq.write_table(pa.table({"a": [text, None], "b": [1, 2]}), file)
    assert (list(audits.audit_parquet(file.getvalue())) == []) is clean


@pytest.mark.parametrize(("content", "clean"), [(PIXEL, True), (b"<svg/>", False), (PIXEL + b"<script>", False)])
def test_a_picture_is_a_picture(content: bytes, clean: bool) -> None:  # noqa: FBT001
    assert (list(audits.audit_png(content)) == []) is clean
