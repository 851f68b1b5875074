"""The parts of the kind `claim`."""
