"""Processes that a test interrupts: with Ctrl-C as a terminal would send it."""

from __future__ import annotations

import signal


def heard() -> None:
    """Let the process that is begun hear of Ctrl-C, even where the tests run in the background.

    A shell lets its background jobs ignore it, and whatever they start inherits that.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
