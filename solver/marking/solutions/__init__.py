"""Whole hand solutions: every claim of a transcript judged, and the answers found in it."""
