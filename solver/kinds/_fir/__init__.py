"""Discrete convolution: signals as pieces, closed forms by regions, and how they are shown."""
