"""Independent routes to the same numbers; a key is printed only if they agree."""

from solver.check.routes import ROUTES, Checked, check

__all__ = ["ROUTES", "Checked", "check"]
