"""Marking: what students hand in is read, judged, carried forward and explained.

`reader` turns text into syntax and `meaning` syntax into expressions of the algebra. `judging`
looks at one answer by itself, `diagnosis` at what follows from what and which mistake gives a
value. `transcripts` cuts the text of whole solutions into claims, which `solutions` judges line by
line. `marking` puts these together, and `grading` marks a class.
"""
