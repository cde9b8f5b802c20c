"""Number formats of a spreadsheet that show a value as the pages do: three significant figures, and a minus that is one.

The label stays bound to its cell: who edits the value gets a label of the new one.
"""

from __future__ import annotations

from functools import lru_cache
from math import floor, log10

from generator.numbers import MINUS, three

_WHOLE = "#,##0"


@lru_cache(4096)
def label_format(value: float, *, plus: bool = False) -> str:
    """The format that shows `value` with three significant figures, and any other value with as many decimals.

    A format has no way to round before the point: from 1,000 on the rounded number stands in it literally, for values that round to it.
    """
    digits = three(abs(value)).replace(",", "")
    if float(digits) >= 1000:
        return _rounded(value, float(digits), plus=plus)
    decimals = len(digits.partition(".")[2])
    return _signed(f"{_WHOLE}.{'0' * decimals}" if decimals else _WHOLE, plus=plus)


def _signed(body: str, *, plus: bool) -> str:
    return f"{_literal('+') if plus else ''}{body};{_literal(MINUS)}{body};0"


def _rounded(value: float, shown: float, *, plus: bool) -> str:
    step = 10.0 ** (len(f"{shown:.0f}") - 3)
    sign = MINUS if value < 0 else "+" if plus else ""
    low, high = sorted((abs(shown) - step / 2, abs(shown) + step / 2))
    if value < 0:
        low, high = -high, -low
    other = f"{_literal(sign)}{_WHOLE}" if sign else _WHOLE
    return f"[<{low:.10g}]{other};[<{high:.10g}]{_literal(sign + three(abs(value)))};{other}"


def _literal(text: str) -> str:
    return f'"{text}"'


def step(top: float, most: int) -> float:
    """The least of 1, 2, 2.5 and 5 times a power of ten of which at most so many reach from zero to `top`."""
    power = 10.0 ** floor(log10(top / most))
    return next(digit * power for digit in (1, 2, 2.5, 5, 10) if digit * power * most >= top * (1 - 1e-9))


def tick_format(values: list[float]) -> str:
    """A format for the ticks of an axis over those values: thousands separated, a minus that is one, no needless decimals."""
    top = max((abs(value) for value in values), default=0.0)
    body = _WHOLE if top >= 5 or top == 0 else "0.0" if top >= 0.5 else "0.00" if top >= 0.05 else "General"
    return f"{body};{_literal(MINUS)}{body};0"
