"""A different variant for every student: draws, what refuses them, and how much work they are."""
