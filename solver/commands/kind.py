"""The name of a kind, as typed on the command line."""

from __future__ import annotations

from solver import resources


def known(kind: str) -> str:
    """Give the kind back if there is such a one, else say which was meant."""
    kinds = list(resources.kinds())
    if kind in kinds:
        return kind
    from solver.commands.failure import UsageError
    from solver.spec.reading import nearest, short

    raise UsageError(f"there is no kind {short(kind)}", nearest(kind, kinds))
