"""The parts of the kind `lms`."""
