"""How Hypothesis runs here: the same examples every time, as many as a test can afford."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

PHASES = (Phase.explicit, Phase.generate, Phase.shrink)  # explaining costs more than it tells here


def quick(examples: int) -> settings:
    """Run a number of examples, chosen by the test's own name, with no bound on the time of one."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=PHASES,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
