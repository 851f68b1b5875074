"""Where the answer boxes of a page are, read from what the page draws."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

Place = tuple[float, float, float]  # left, height and length of a line, in big points
GREY, THIN, LONG = "0.78", "0.398", 200


def boxes_of(pdf: bytes) -> list[list[Place]]:
    """List the lines above and below the boxes, page by page."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [list(boxes(page)) for page in document.pages]


def boxes(page: pikepdf.Page) -> Iterator[Place]:
    """Find the long thin grey lines that lie."""
    grey, width, origin, start, saved = "", "", (0.0, 0.0), (0.0, 0.0), [(0.0, 0.0)]
    for instruction in pikepdf.parse_content_stream(page):
        operator, values = str(instruction.operator), instruction.operands
        if operator == "G":
            grey = str(values[0])
        elif operator == "q":
            saved.append(origin)
        elif operator == "Q":
            origin = saved.pop()
        elif operator == "cm":
            origin = (origin[0] + float(values[4]), origin[1] + float(values[5]))
        elif operator == "w":
            width = str(values[0])
        elif operator == "m":
            start = (float(values[0]), float(values[1]))
        elif operator == "l" and (grey, width) == (GREY, THIN):
            length = float(values[0]) - start[0]
            if length > LONG and float(values[1]) == start[1]:
                left, height = origin[0] + start[0], origin[1] + start[1]
                yield round(left, 2), round(height, 2), round(length, 2)
