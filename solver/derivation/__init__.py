"""Derivatives of a forward pass, every application of a rule a named step."""
