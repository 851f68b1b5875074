"""Convolution and pooling of maps: what is asked of one layer, and how it is shown."""
