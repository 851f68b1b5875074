"""How many draws were judged, and what refused them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from solver.variants.judging import Judged, Reason


@dataclass
class Tally:
    """How many candidates were judged, and which reason refused how many."""

    judged: int = 0
    accepted: int = 0
    refused: Counter[Reason] = field(default_factory=Counter)

    def note(self, batch: Judged) -> None:
        """Add a batch."""
        self.judged += len(batch.keys)
        self.accepted += int(batch.accepted.sum())
        for reason, mask in batch.reasons:
            self.refused[reason] += int(mask.sum())

    def withdraw(self, reason: Reason) -> None:
        """Count one that was accepted at first, and refused when looked at exactly."""
        self.accepted -= 1
        self.refused[reason] += 1

    @property
    def told(self) -> str:
        """Say what refuses the candidates, the worst reason first."""
        reasons = ", ".join(
            f"{reason.words} ({100 * count / self.judged:.0f} %)"
            for reason, count in self.refused.most_common()
            if count
        )
        because = f"; refused for {reasons}" if reasons else ""
        return f"{self.accepted} of {self.judged} draws are acceptable{because}"

    @property
    def advice(self) -> str:
        """Say what would help."""
        worst = next((reason for reason, count in self.refused.most_common(1) if count), None)
        if worst is None:
            return "widen the ranges under `vary:`, or vary more givens"
        if worst.mark is not None:
            return (
                f"loosen what line {worst.mark.line} requires, or vary so that it holds more often"
            )
        return "vary so that this is rarer, as with ranges that leave out zero"
