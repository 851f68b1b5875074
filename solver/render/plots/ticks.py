"""Axes: where they begin and end, where their ticks stand, and what these say."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.ticker import MaxNLocator

from solver.document.plots import Axis

_PLAIN_LOW, _PLAIN_HIGH = 1e-3, 1e6  # numbers between these are printed without powers of ten
_MARGIN = 0.05  # of the range of the data, on both sides


@dataclass(frozen=True, slots=True)
class Ruler:
    """An axis as it is drawn; `faint` are ticks without a number."""

    low: float
    high: float
    log: bool
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    faint: tuple[float, ...] = ()

    def share(self, tick: float) -> float:
        """Say where a tick stands: 0 at the low end, 1 at the high one."""
        if self.log:
            tick, low, high = map(math.log, (tick, self.low, self.high))
            return (tick - low) / (high - low)
        return (tick - self.low) / (self.high - self.low)


def ruler(
    axis: Axis, values: Iterable[float], fits: Callable[[Sequence[str]], bool], most: int
) -> Ruler:
    """Choose ends and ticks: as many as `fits` their labels, and `most` at the most."""
    low, high = ends(axis, values)
    for count in range(most, 0, -1):
        ticks = _ticks(axis, low, high, count)
        labels = _log_labels(ticks) if axis.log else tick_labels(ticks)
        if fits(labels):
            break
    return Ruler(low, high, axis.log, ticks, labels, _faint(axis, low, high))


def ends(axis: Axis, values: Iterable[float]) -> tuple[float, float]:
    """Say where an axis begins and ends: where it is told to, else a little beyond the data."""
    usable = [v for v in values if math.isfinite(v) and (v > 0 or not axis.log)]
    low, high = _around(usable, axis.log)
    low = low if axis.low is None or (axis.log and axis.low <= 0) else float(axis.low)
    high = high if axis.high is None or (axis.log and axis.high <= 0) else float(axis.high)
    if low < high:
        return low, high
    return (low / 2, low * 2) if axis.log else (low - 0.5, low + 0.5)


def _around(values: Sequence[float], log: bool) -> tuple[float, float]:
    if not values:
        return (1.0, 10.0) if log else (0.0, 1.0)
    low, high = min(values), max(values)
    if log:
        margin = _MARGIN * (math.log10(high) - math.log10(low)) or 0.3
        return _power(math.log10(low) - margin), _power(math.log10(high) + margin)
    margin = _MARGIN * (high - low) or 0.1 * abs(high) or 1.0
    return low - margin, high + margin


def _power(exponent: float) -> float:
    return math.pow(10.0, min(max(exponent, -300.0), 300.0))


# --- where they stand ----------------------------------------------------------------------------
def _ticks(axis: Axis, low: float, high: float, count: int) -> tuple[float, ...]:
    found = _log_ticks(low, high, count) if axis.log else ()
    return found or _even(low, high, count, axis.whole)


def _even(low: float, high: float, count: int, whole: bool) -> tuple[float, ...]:
    locate = MaxNLocator(count, steps=[1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10], integer=whole)
    slack = 1e-9 * (high - low)
    inside = (float(t) for t in locate.tick_values(low, high) if low - slack <= t <= high + slack)
    return tuple(t for t in inside if not whole or t == round(t))


def _log_ticks(low: float, high: float, count: int) -> tuple[float, ...]:
    """Choose powers of ten, every second or third of them if they are many; else 1, 2, 5."""
    powers = range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9) + 1)
    step = max(1, math.ceil(len(powers) / (count + 1)))
    chosen = [float(f"1e{k}") for k in powers if k % step == 0]
    if len(chosen) >= 2:
        return tuple(chosen)
    finer = [float(f"{m}e{k}") for k in range(powers.start - 1, powers.stop + 1) for m in (1, 2, 5)]
    inside = tuple(t for t in finer if low <= t <= high)
    return inside if 2 <= len(inside) <= count + 2 else ()


def _faint(axis: Axis, low: float, high: float) -> tuple[float, ...]:
    if not axis.log or math.log10(high) - math.log10(low) > 4:
        return ()
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)))
    found = (float(f"{m}e{k}") for k in powers for m in range(2, 10))
    return tuple(t for t in found if low <= t <= high)


# --- what they say -------------------------------------------------------------------------------
def tick_labels(ticks: Sequence[float]) -> tuple[str, ...]:
    """Write ticks with the same number of decimals, with a power of ten if large or small."""
    most = max(map(abs, ticks), default=0.0)
    if most == 0 or _PLAIN_LOW <= most < _PLAIN_HIGH:
        return tuple(f"${text}$" for text in _decimals(ticks))
    least = min(abs(tick) for tick in ticks if tick)
    exponent = math.floor(math.log10(most)) - (least < 10.0 ** math.floor(math.log10(most)))
    scaled = _decimals([tick / 10.0**exponent for tick in ticks])
    return tuple(f"${_times(text, exponent)}$" for text in scaled)


def _times(text: str, exponent: int) -> str:
    if float(text) == 0:
        return "0"
    sign = "-" if text.startswith("-") else ""
    if abs(float(text)) == 1:
        return f"{sign}10^{{{exponent}}}"
    return rf"{text}{{\cdot}}10^{{{exponent}}}"


def _decimals(ticks: Sequence[float]) -> list[str]:
    steps = [b - a for a, b in pairwise(ticks)]
    step = min(steps, default=max(map(abs, ticks), default=0.0)) or 1.0
    for digits in range(13):
        if all(abs(round(tick, digits) - tick) < 1e-3 * abs(step) for tick in ticks):
            break
    return [f"{round(tick, digits) + 0.0:.{digits}f}" for tick in ticks]


def _log_labels(ticks: Sequence[float]) -> tuple[str, ...]:
    if any(_parts(tick)[0] not in ("1", "2", "5") for tick in ticks):
        return tick_labels(ticks)  # evenly spaced ones, for there is no power of ten
    if all(1e-2 <= tick <= 1e3 for tick in ticks):
        return tuple(f"${tick:g}$" for tick in ticks)
    return tuple(f"${_times(*_parts(tick))}$" for tick in ticks)


def _parts(tick: float) -> tuple[str, int]:
    mantissa, exponent = f"{tick:.6e}".split("e")
    return mantissa.rstrip("0").rstrip("."), int(exponent)
