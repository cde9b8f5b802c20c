"""The rules that reading itself applies (MR0xx): what a file must be before any other rule sees it.

Each documentation is the rule's page, as the docstring of any other rule is. Limits named here are those of `tree.YAML_LIMITS`,
`tree.JSON_LIMITS` and `scalars`; a test holds them together.
"""

from __future__ import annotations

from datetime import date

from generator.finding import Rule, Severity

_SINCE = date(2026, 11, 22)


def _rule(code: str, slug: str, documentation: str) -> Rule:
    summary = documentation.partition("\n")[0]
    return Rule(
        code=code,
        slug=slug,
        summary=summary,
        severity=Severity.ERROR,
        since=_SINCE,
        documentation=documentation.strip(),
    )


UNREADABLE_FILE = _rule(
    "MR001",
    "unreadable-file",
    """A file cannot be read.

What it finds
-------------
A file that does not exist, that permissions close, or that is a pipe, a socket or a device instead of a file.

Why it matters
--------------
A check that skips what it cannot read would call a submission clean that nobody has looked at.

Wrong
-----
A results file with the mode `000`, or a path on the command line with a typing error.

Right
-----
A plain file that everyone may read: `chmod 644 results.yaml`.
""",
)

SYMBOLIC_LINK = _rule(
    "MR002",
    "symbolic-link",
    """A symbolic link stands among the submitted files.

What it finds
-------------
A file or a folder under `results/` or `patterns/` that is a symbolic link, wherever it leads.

Why it matters
--------------
A link can lead out of the repository, to a file of the machine that builds the site, and its content would be published.

Wrong
-----
```
results/performance/example/evidence/run.txt -> ../../../../../etc/passwd
```

Right
-----
A copy of the file itself.
""",
)

OUTSIDE_REPOSITORY = _rule(
    "MR003",
    "outside-repository",
    """A path leads out of the repository.

What it finds
-------------
A path that is absolute or climbs with `..`.

Why it matters
--------------
Only what lies in the repository has been reviewed.

Wrong
-----
```
results/performance/../../../notes.yaml
```

Right
-----
```
results/performance/example/results.yaml
```
""",
)

ODD_FILE_NAME = _rule(
    "MR004",
    "odd-file-name",
    """A file or folder name holds characters that do not travel.

What it finds
-------------
A name that holds anything but the letters a to z and A to Z, digits and `. _ + = , @ -`, that begins with something else than a letter or a
digit, ends with a dot, is longer than 100 characters, or is reserved by Windows (`con`, `nul`, `com1` …). A submission, report, pattern, dispute or
entry of the registry can't be called `index` either, the name of a folder's own page. Names that begin with a dot are not read at all, except that Git's own
(`.gitmodules`, `.git`) are refused.

Why it matters
--------------
Names become addresses and file names on other systems. Spaces, control characters and look-alike letters break links, clones on
Windows and the lines of a report.

Wrong
-----
```
evidence/run 1.txt
```

Right
-----
```
evidence/run-1.txt
```
""",
)

COLLIDING_NAMES = _rule(
    "MR005",
    "colliding-names",
    """Two names in one folder differ only in case or in how they are encoded.

What it finds
-------------
Two files or folders whose names are equal once upper and lower case and Unicode's variants of a letter are folded.

Why it matters
--------------
On macOS and Windows the two are one file: a clone loses one of them without a word.

Wrong
-----
```
results/performance/example/Results.yaml
results/performance/example/results.yaml
```

Right
-----
```
results/performance/example/results-1.yaml
results/performance/example/results-2.yaml
```
""",
)

UNEXPECTED_FILE = _rule(
    "MR006",
    "unexpected-file",
    """A file stands where it would never be read.

What it finds
-------------
A file under `results/` that is neither `.yaml`, `.json` nor `.md` and lies in no `evidence` or `reproduce` folder. Under `patterns/` a
file that is neither the `pattern.yaml` of a pattern, nor one of its manifests, `<target>/<name>.yaml`, nor `.md`.

Why it matters
--------------
It would be ignored: a submission saved as `submission.yml` would never be published, and nobody would be told.

Wrong
-----
```
results/performance/example/submission.yml
results/performance/example/run.txt
```

Right
-----
```
results/performance/example/submission.yaml
results/performance/example/evidence/run.txt
```
""",
)

FILE_TOO_LARGE = _rule(
    "MR007",
    "file-too-large",
    """A document is larger than a reader will take.

What it finds
-------------
A YAML file above 256 KiB or a JSON file above 2 MiB. It is not read further.

Why it matters
--------------
Documents are read by people and by every later build. Raw output belongs into `evidence/`, where its size is no matter of parsing.

Wrong
-----
One results file with 5,000 runs.

Right
-----
Several results files in the same folder, each with a part of the runs.
""",
)

NOT_UTF8 = _rule(
    "MR008",
    "not-utf-8",
    """A document is not plain UTF-8.

What it finds
-------------
Bytes that are not valid UTF-8, or a byte order mark at the beginning, which UTF-16 files and some editors' UTF-8 files have.

Why it matters
--------------
Readers guess differently at other encodings, so that two tools would read two documents.

Wrong
-----
A file saved as UTF-16, as Latin-1 or as "UTF-8 with BOM".

Right
-----
The same file saved as UTF-8 without a byte order mark.
""",
)

FORBIDDEN_CHARACTER = _rule(
    "MR009",
    "forbidden-character",
    """A text holds a control character or an invisible one.

What it finds
-------------
Control characters other than tab and line end, characters that change the direction of writing, invisible joiners and spaces, unusual line
ends (a lone CR, NEL, U+2028, U+2029), lone surrogates and private characters, written as they are or as an escape such as `"\\u202e"`.

Why it matters
--------------
They make a text look other than what it says, or split a line in one program that is one line in the next.

Wrong
-----
```yaml
title: "Istio \\u202e0.1 sm faster"
```

Right
-----
```yaml
title: "Istio 0.1 ms faster"
```
""",
)

SYNTAX_ERROR = _rule(
    "MR010",
    "syntax-error",
    """A document is not valid YAML or JSON.

What it finds
-------------
The first place where the text breaks the format's grammar.

Why it matters
--------------
Nothing after that place can be read with certainty.

Wrong
-----
```yaml
title: Latency: sidecar and ambient
```

Right
-----
```yaml
title: "Latency: sidecar and ambient"
```
""",
)

TOO_DEEP = _rule(
    "MR011",
    "too-deep",
    """Mappings and lists are nested too deeply.

What it finds
-------------
More than 32 levels of mappings and lists within each other.

Why it matters
--------------
No document of this site needs ten, and deep nesting is a known way to hang or crash programs that read YAML.

Wrong
-----
```yaml
labels: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
```

Right
-----
```yaml
labels: {cell: "1"}
```
""",
)

TOO_MANY_VALUES = _rule(
    "MR012",
    "too-many-values",
    """A document holds too many values.

What it finds
-------------
More than 20,000 values in a YAML file, or 200,000 in a JSON file, scalars, lists and mappings together; or more than 10,000 entries in one
list or mapping.

Why it matters
--------------
Every later build reads the document again.

Wrong
-----
Raw latencies of every request, written into the results file.

Right
-----
The raw latencies as a file in `evidence/`, and their percentiles or a histogram of some hundred steps in the results file.
""",
)

TEXT_TOO_LONG = _rule(
    "MR013",
    "text-too-long",
    """A text or a key is too long.

What it finds
-------------
A text of more than 4,096 characters, or a key of more than 320.

Why it matters
--------------
Texts are shown on pages and in tables. Logs and long reports are evidence.

Wrong
-----
A `note` that holds the log of the run.

Right
-----
```yaml
note: The log shows two restarts of the proxy; see the evidence.
```
""",
)

ANCHOR_OR_ALIAS = _rule(
    "MR014",
    "anchor-or-alias",
    """YAML's anchors and aliases are not allowed.

What it finds
-------------
The first anchor (`&name`) or alias (`*name`) of a document.

Why it matters
--------------
A few hundred bytes of aliases can stand for gigabytes, and a reader has to hunt for the value of a line.

Wrong
-----
```yaml
first: &latencies {p50: 1.2}
second: *latencies
```

Right
-----
```yaml
first: {p50: 1.2}
second: {p50: 1.2}
```

A text that begins with `&` or `*` needs quotes: `"*.example.org"`.
""",
)

TAG_OR_DIRECTIVE = _rule(
    "MR015",
    "tag-or-directive",
    """YAML's tags and directives are not allowed.

What it finds
-------------
A tag (`!name`, `!!type`) or a directive (`%YAML`, `%TAG`).

Why it matters
--------------
Tags ask a program to build something else than plain values, which has been used to run code.

Wrong
-----
```yaml
version: !!str 1.20
```

Right
-----
```yaml
version: "1.20"
```
""",
)

SEVERAL_DOCUMENTS = _rule(
    "MR016",
    "several-documents",
    """A file holds more than one document.

What it finds
-------------
A second document after `---`.

Why it matters
--------------
A place such as `results.yaml:12` and an address such as submission/result need one document a file; many programs read only the first.

Wrong
-----
```yaml
kind: mesh/v1
---
kind: lab/v1
```

Right
-----
Two files, one document each.
""",
)

DUPLICATE_KEY = _rule(
    "MR017",
    "duplicate-key",
    """A key stands twice in one mapping.

What it finds
-------------
A key that the same mapping already holds.

Why it matters
--------------
One of the two values is lost, and programs differ in which.

Wrong
-----
```yaml
p50: 1.2
p90: 3.4
p50: 1.3
```

Right
-----
```yaml
p50: 1.2
p90: 3.4
```
""",
)

KEY_NOT_TEXT = _rule(
    "MR018",
    "key-not-text",
    """A key is not a text.

What it finds
-------------
A key that YAML reads as a number, as true or false, as null, or as a list or mapping.

Why it matters
--------------
JSON, into which everything is published, knows only texts as keys: `500` and `"500"` would become the same key, `1.10` another one.

Wrong
-----
```yaml
errors: {500: 12}
```

Right
-----
```yaml
errors: {"500": 12}
```
""",
)

RESERVED_KEY = _rule(
    "MR019",
    "reserved-key",
    """A key has a meaning of its own in another language.

What it finds
-------------
The keys `<<` (YAML 1.1's merge), `__proto__`, `constructor` and `prototype` (JavaScript's objects).

Why it matters
--------------
Programs that read the published data would not take them as data: `__proto__` changes objects of a web page.

Wrong
-----
```yaml
labels: {constructor: acme}
```

Right
-----
```yaml
labels: {built-by: acme}
```
""",
)

NUMBER_OUT_OF_RANGE = _rule(
    "MR020",
    "number-out-of-range",
    """A number is infinite, not a number, or too large or too small to be kept.

What it finds
-------------
`.inf`, `.nan` and JSON's `NaN` and `Infinity`; whole numbers beyond 2^53 (9,007,199,254,740,992) either way; fractions of 10^15 or more; and
numbers so small that they would become 0.

Why it matters
--------------
They cannot be held exactly, so the published number would not be the submitted one, and no statistic survives an infinity.

Wrong
-----
```yaml
latencies_ms: {p50: 1.2, max: .inf}
```

Right
-----
```yaml
latencies_ms: {p50: 1.2}
```

What was not measured is left out or `null`. An identifier that looks like a number is a text and needs quotes.
""",
)

AMBIGUOUS_NUMBER = _rule(
    "MR021",
    "ambiguous-number",
    """A number begins with a zero that would be lost.

What it finds
-------------
An unquoted number with leading zeros, such as `017`.

Why it matters
--------------
YAML 1.1 reads `017` as 15, YAML 1.2 as 17, and both lose the zero. A commit such as `0123456` would be damaged.

Wrong
-----
```yaml
commit: 0123456
```

Right
-----
```yaml
commit: "0123456"
```
""",
)

EMPTY_DOCUMENT = _rule(
    "MR022",
    "empty-document",
    """A document is empty.

What it finds
-------------
A file that holds nothing, or only comments, or only `null`.

Why it matters
--------------
It was probably saved too early, or damaged on its way.

Wrong
-----
```yaml
# results will follow
```

Right
-----
```yaml
kind: performance-results/v1
results: []
```
""",
)

TOO_MANY_FINDINGS = _rule(
    "MR023",
    "too-many-findings",
    """A file holds so many faults that reading stopped.

What it finds
-------------
The 50th fault of a file. What follows it has not been read.

Why it matters
--------------
Fifty faults have one cause more often than fifty; a longer list would hide it.

Wrong
-----
A list of 400 unquoted status codes as keys.

Right
-----
Mend the first faults and check again.
""",
)

SYNTAX_RULES: tuple[Rule, ...] = (
    UNREADABLE_FILE,
    SYMBOLIC_LINK,
    OUTSIDE_REPOSITORY,
    ODD_FILE_NAME,
    COLLIDING_NAMES,
    UNEXPECTED_FILE,
    FILE_TOO_LARGE,
    NOT_UTF8,
    FORBIDDEN_CHARACTER,
    SYNTAX_ERROR,
    TOO_DEEP,
    TOO_MANY_VALUES,
    TEXT_TOO_LONG,
    ANCHOR_OR_ALIAS,
    TAG_OR_DIRECTIVE,
    SEVERAL_DOCUMENTS,
    DUPLICATE_KEY,
    KEY_NOT_TEXT,
    RESERVED_KEY,
    NUMBER_OUT_OF_RANGE,
    AMBIGUOUS_NUMBER,
    EMPTY_DOCUMENT,
    TOO_MANY_FINDINGS,
)
"""Every rule of reading, by code."""
