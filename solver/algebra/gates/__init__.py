"""Threshold units searched exactly: separability, weights, and the smallest networks."""
