"""Which characters submitted text may hold, and how text is shown that may hold others.

Refused are the categories Cc (but tab and line feed), Cf (bidirectional controls, invisible joiners, byte order mark), Co, Cs, Zl and
Zp of Unicode, its noncharacters, and letters and marks that nobody sees (fillers, selectors of variants, the blank Braille pattern): they let text look other than it is (CVE-2021-42574) or break lines where no editor does.
"""

from __future__ import annotations

import re
import unicodedata

from generator.finding import bounded

# Written out, because asking unicodedata for each of 1.1 million code points costs 0.15 s at every start.
_FORMAT = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_REST = "\u007f-\u009f\ud800-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 15)
)
FORBIDDEN = re.compile(rf"[\x00-\x08\x0b-\x1f{_FORMAT}{_REST}]")
"""One character that a text may not hold. Carriage returns are among them: the reader first takes CR LF for one line end."""

_HIDDEN = re.compile(rf"[\x00-\x1f{_FORMAT}{_REST}]")


def visible(text: str) -> str:
    """The text on one line, every character that could mislead a reader or a terminal as an escape (U+202E as `u202e` after a backslash)."""
    return _HIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def quoted(text: str, limit: int = 60) -> str:
    """The text as a message shows it: in quotes, visible, cut at `limit` characters."""
    return f'"{bounded(visible(text[: limit + 1]), limit)}"'


def described(character: str) -> str:
    """A character by code point and name: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, _NAMES.get(character, ''))}".rstrip()


_NAMES = {
    "\x00": "NULL",
    "\x07": "BELL",
    "\x08": "BACKSPACE",
    "\x0b": "LINE TABULATION",
    "\x0c": "FORM FEED",
    "\r": "CARRIAGE RETURN",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
    "\x85": "NEXT LINE",
}
"""Controls have no name in unicodedata; these are their aliases in NameAliases.txt."""


# The letters of other scripts, capitals and digits that look like a small Latin letter, after case folding.
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u0501\u04bb\u0432\u043a\u043c\u043d\u0442"
    "\u03b1\u03b5\u03bf\u03c1\u03c5\u03c7\u03b9\u03ba\u03bd\u03c4\u03b2\u03b7\u0131\u0261"
    "i1|0\u00f8\u0142\u0111\u0127\u0167",
    "aeopcyxlsjdhbkmhtaeopyxlkvtbnlglllooldht",
)


_PLAIN = re.compile("[A-Za-z\u00c0-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u017e]")
"""Without those that look like others: kra, L with a middle dot, N with an apostrophe, the long S."""


def likeness(text: str) -> str:
    """What a name reads like, the same for names that a reader can't tell apart: letters and digits without case, width, accents and script.

    A capital I, a small L and a one are the same.
    """
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LOOKALIKES)
    return "".join(each for each in folded if each.isalnum())


def foreign(text: str) -> str | None:
    """The first letter that is none of the plain Latin ones (Latin-1 and Latin Extended-A), and so may be taken for another; None without one."""
    return next((each for each in text if each.isalpha() and not _PLAIN.fullmatch(each)), None)


def slug(text: str) -> str:
    """The text as an id: lower-case letters, digits and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
