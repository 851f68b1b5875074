"""From a spec's formulas to a plan: names with shapes, a forward pass, and what is asked of it."""
