"""Settings of Hypothesis, for all tests."""

from __future__ import annotations

from hypothesis import settings

# The same examples each time: a change that fails is at fault itself, and not its luck. To look
# for new examples: pytest --hypothesis-profile=explore
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile("same")
