"""Marking: what students hand in is read, judged, carried forward and explained."""
