"""The one formatter of numbers: three significant figures, units, thousands separators, ranges, "not reported"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

NOT_REPORTED = "not reported"
MINUS = "−"
_FIGURES = 3
_MOST_FIGURES = 6
_KEPT = 4096
"""So many wordings are kept: a page words most of its numbers several times."""


@lru_cache(_KEPT)
def three(value: float | None) -> str:
    """The number with three significant figures and no trailing zeros: `157`, `0.9`, `12,300`; halves go away from zero.

    None and NaN are "not reported"; an infinite value is a bug and raises ValueError.
    """
    if value is None or math.isnan(value):
        return NOT_REPORTED
    if math.isinf(value):
        raise ValueError("an infinite value cannot be shown")
    number = Decimal(repr(float(value)))
    if number == 0:
        return "0"
    return _sign(number) + _plain(_rounded(abs(number)))


def _rounded(number: Decimal, figures: int = _FIGURES) -> Decimal:
    return number.quantize(Decimal(1).scaleb(number.adjusted() - figures + 1), ROUND_HALF_UP)


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sign(number: Decimal) -> str:
    return MINUS if number < 0 else ""


def count(value: int | None) -> str:
    """A count as it is, with thousands separators: `300,000`."""
    return NOT_REPORTED if value is None else f"{value:,}".replace("-", MINUS)


@lru_cache(_KEPT)
def exact(value: float) -> str:
    """A declared number as it was declared, with thousands separators: `1,000`, `0.25`, `1234.5` as `1,234.5`."""
    number = Decimal(repr(float(value)))
    return _sign(number) + _plain(abs(number))


def amount(value: float | None, unit: str) -> str:
    """The number with its unit: `3.36 ms`; "not reported" without one."""
    text = three(value)
    return text if text == NOT_REPORTED else f"{text} {unit}"


def span(values: Sequence[float], unit: str) -> str:
    """From the least to the greatest: `105 to 148 requests/s`, or one number where both ends read the same."""
    if not values:
        return NOT_REPORTED
    low, high = three(min(values)), three(max(values))
    return f"{low} {unit}" if low == high else f"{low} to {high} {unit}"


def between(low: float, high: float, *, plus: bool = False) -> str:
    """The ends of an interval, as many figures as tell them apart: `105 to 148`, `1,499.8 to 1,500.1`; `plus` keeps that sign.

    One number where six significant figures are alike.
    """
    figures = _apart(low, high)
    ends = _told(low, figures, plus=plus), _told(high, figures, plus=plus)
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def inside(value: float, low: float, high: float) -> str:
    """A value with as many figures as `between` gives the ends of its interval, so that it lies within them as they read."""
    return _told(value, _apart(low, high), plus=False)


def _apart(low: float, high: float) -> int:
    """The fewest significant figures, three or more, with which two numbers that differ read differently."""
    if low == high:
        return _FIGURES
    each = range(_FIGURES, _MOST_FIGURES)
    return next((n for n in each if _told(low, n, plus=False) != _told(high, n, plus=False)), _MOST_FIGURES)


def _told(value: float, figures: int, *, plus: bool) -> str:
    number = Decimal(repr(float(value)))
    if number == 0:
        return "0"
    return ("+" if plus and number > 0 else _sign(number)) + _plain(_rounded(abs(number), figures))


def signed(value: float | None, unit: str = "") -> str:
    """The number with its sign, plus included: `+1.2 ms`, `−0.3 ms`, `0 ms`."""
    text = three(value)
    plus = "+" if value is not None and value > 0 else ""
    return text if text == NOT_REPORTED else f"{plus}{text} {unit}".rstrip()


def percent(fraction: float | None) -> str:
    """A share (0..1) in per cent: `12.5 %`."""
    return amount(None if fraction is None else fraction * 100, "%")


def plural(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun: `1 run`, `3 runs`."""
    return f"{count(number)} {one if number == 1 else many or f'{one}s'}"


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
