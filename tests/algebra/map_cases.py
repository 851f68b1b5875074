"""Formulas over maps (padding, convolution, windows, pooling), and the same in Torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

from solver.algebra.expr import Expr, make, number
from solver.algebra.ops.padding_modes import MODES

Shapes = tuple[tuple[int, ...], ...]
Parts = tuple[Shapes, Callable[..., Expr], Callable[..., torch.Tensor]]
TORCH = {"zero": "constant", "circular": "circular", "reflect": "reflect"}
STEPS = {"stride": 1, "dilation": 1, "groups": 1}
FLIP = {"convolve2d": True, "correlate2d": False}


def square(a: torch.Tensor) -> torch.Tensor:
    """Give a scalar the two axes of a map."""
    return a.reshape(1, 1) if a.ndim == 0 else a


def bare(a: torch.Tensor) -> torch.Tensor:
    """Count a map of 1×1 as a scalar."""
    return a.reshape(()) if a.shape == (1, 1) else a


def padded(a: torch.Tensor, mode: str, sides: tuple[int, ...]) -> torch.Tensor:
    top, bottom, left, right = sides
    a = square(a)
    lead = a.reshape(1, -1, *a.shape[-2:])
    found = F.pad(lead, (left, right, top, bottom), mode=TORCH[mode])
    return bare(found.reshape(*a.shape[:-2], *found.shape[-2:]))


def conv(op: str, a: torch.Tensor, k: torch.Tensor, **steps: Any) -> torch.Tensor:
    """Apply `conv2d`, which correlates, to a map or channels, with one kernel or several."""
    a, k = square(a), square(k)
    image = a if a.ndim == 3 else a[None]
    several = k.ndim == a.ndim + 1
    kernels = k.reshape(-1 if several else 1, image.shape[0] // steps["groups"], *k.shape[-2:])
    found = F.conv2d(image[None], kernels.flip(-2, -1) if FLIP[op] else kernels, **steps)[0]
    return found if several else bare(found[0])


def pairs(a: torch.Tensor, g: torch.Tensor, groups: int = 1, **steps: Any) -> torch.Tensor:
    """Correlate every channel with every map of its group, one pair after another."""
    single, g = square(g).ndim == 2, square(g)
    maps = g[None] if single else g
    sees, gives = a.shape[0] // groups, maps.shape[0] // groups
    rows = [
        torch.stack([
            F.conv2d(a[None, None, f // gives * sees + c], one[None, None], **steps)[0, 0]
            for c in range(sees)
        ])
        for f, one in enumerate(maps)
    ]  # fmt: skip
    return rows[0] if single else torch.stack(rows)


def swapped(k: torch.Tensor, groups: int = 1) -> torch.Tensor:
    """Exchange the first two axes of each group's kernels."""
    return torch.cat([part.transpose(0, 1) for part in k.chunk(groups)])


def transposed(forward: Callable[..., Any], size: Any, g: torch.Tensor) -> torch.Tensor:
    """Apply the transpose of a linear map: its gradient at an upstream g."""
    x = torch.zeros(tuple(size), dtype=g.dtype, requires_grad=True)
    out = forward(x)
    weighted = (out * g.reshape(out.shape)).sum()
    (back,) = torch.autograd.grad(weighted, x, create_graph=g.requires_grad)
    return back


def windows(a: torch.Tensor, shape: Any, **steps: int) -> torch.Tensor:
    return F.unfold(square(a)[None, None], tuple(shape), **steps)[0].T


def toeplitz(op: str, k: torch.Tensor, size: Any, **steps: int) -> torch.Tensor:
    """Send one unit image after another through the convolution: the columns of its matrix."""
    units = torch.eye(size[0] * size[1], dtype=k.dtype).reshape(-1, *size)
    columns = [conv(op, unit, k, **STEPS | steps).reshape(-1) for unit in units]
    return torch.stack(columns, dim=1)


def pool(word: str, a: torch.Tensor, height: int, width: int, stride: int, **o: Any) -> Any:
    function: Any = F.max_pool2d if word == "max" else F.avg_pool2d
    a = square(a)
    options = {"padding": o["padding"], "ceil_mode": o["ceil"]}
    found = function(a.reshape(1, -1, *a.shape[-2:]), (height, width), stride, **options)
    return bare(found.reshape(*a.shape[:-2], *found.shape[-2:]))


def chosen(a: torch.Tensor, h: torch.Tensor, height: int, width: int, stride: int, **o: Any) -> Any:
    """Pick the entries of h where Torch finds the maxima of the windows of a."""
    a, h = square(a), square(h)
    image = a.reshape(1, -1, *a.shape[-2:])
    options = {"padding": o["padding"], "ceil_mode": o["ceil"], "return_indices": True}
    found, places = F.max_pool2d(image.detach(), (height, width), stride, **options)
    picked = h.reshape(*image.shape[:2], -1).gather(2, places.flatten(2))
    return bare(picked.reshape(*a.shape[:-2], *found.shape[-2:]))


def gap(a: torch.Tensor, height: int, width: int, stride: int, **_: Any) -> Any:
    """Sort the cells of every window."""
    found = F.unfold(square(a)[None, None], (height, width), stride=stride)[0]
    cells = found.sort(0, descending=True).values
    return cells[0] - cells[1]


def sides_of(sides: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(("top", "bottom", "left", "right"), sides, strict=True))


# --- kernels -------------------------------------------------------------------------------------
IMAGE, CHANNELS = (5, 4), (4, 5, 4)
SIDES = (1, 2, 0, 1)
POOLS: dict[str, dict[str, Any]] = {
    "plain": {"height": 2, "width": 2, "stride": 2, "padding": 0, "ceil": False},
    "overlapping": {"height": 3, "width": 2, "stride": 1, "padding": 0, "ceil": False},
    "padded": {"height": 2, "width": 3, "stride": 2, "padding": 1, "ceil": False},
    "ceil": {"height": 2, "width": 2, "stride": 2, "padding": 0, "ceil": True},
    "ceil padded": {"height": 3, "width": 3, "stride": 2, "padding": 1, "ceil": True},
    "by axis": {"height": 2, "width": 2, "stride": (1, 2), "padding": 1, "ceil": True},
}
CONVS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "one map": (IMAGE, (3, 2), {}),
    "a kernel of one number": (IMAGE, (), {"stride": 2}),
    "a result of one number": ((3, 2), (3, 2), {}),
    "stride": (IMAGE, (2, 2), {"stride": 2}),
    "dilation": (IMAGE, (2, 2), {"dilation": 2}),
    "steps by axis": (IMAGE, (3, 2), {"stride": (2, 1), "dilation": (1, 2)}),
    "several kernels": (IMAGE, (3, 2, 2), {"stride": 2}),
    "channels": (CHANNELS, (4, 3, 2), {}),
    "channels and kernels": (CHANNELS, (6, 4, 2, 3), {"stride": 2}),
    "groups": (CHANNELS, (6, 2, 2, 2), {"groups": 2}),
    "depthwise": (CHANNELS, (4, 1, 3, 3), {"groups": 4}),
}


def _paddings() -> dict[str, Parts]:
    found: dict[str, Parts] = {}
    for key, mode in MODES.items():
        for shape in (IMAGE, CHANNELS):
            large = (*shape[:-2], shape[-2] + 3, shape[-1] + 1)
            found[f"{mode.word} {shape}"] = (
                (shape,),
                lambda a, mode=mode: make(mode.word, a, **sides_of(SIDES)),
                lambda a, key=key: padded(a, key, SIDES),
            )
            found[f"{mode.back} {shape}"] = (
                (large,),
                lambda a, mode=mode: make(mode.back, a, **sides_of(SIDES)),
                lambda a, key=key, shape=shape: transposed(
                    lambda x: padded(x, key, SIDES), shape, a
                ),
            )
    return found


def _convolutions() -> dict[str, Parts]:
    return {
        f"{op} {key}": (
            (image, kernel),
            lambda a, k, op=op, steps=steps: make(op, a, k, **STEPS | steps),
            lambda a, k, op=op, steps=steps: conv(op, a, k, **STEPS | steps),
        )
        for op in FLIP
        for key, (image, kernel, steps) in CONVS.items()
    }


PAIRS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "one map": (CHANNELS, (3, 2), {}),
    "one number": (CHANNELS, (), {"stride": 2}),
    "maps": (CHANNELS, (6, 2, 2), {"stride": 2}),
    "few places": (CHANNELS, (2, 4, 4), {}),
    "steps by axis": (CHANNELS, (2, 3, 2), {"stride": (2, 1), "dilation": (1, 2)}),
    "groups": (CHANNELS, (6, 2, 2), {"groups": 2, "dilation": 2}),
}


def _channels() -> dict[str, Parts]:
    found: dict[str, Parts] = {
        f"correlate_pairs {key}": (
            (image, maps),
            lambda a, g, steps=steps: make("correlate_pairs", a, g, **STEPS | steps),
            lambda a, g, steps=steps: pairs(a, g, **steps),
        )
        for key, (image, maps, steps) in PAIRS.items()
    }
    for groups in (1, 2):
        found[f"swap_maps {groups}"] = (
            ((4, 3, 2, 1),),
            lambda k, groups=groups: make("swap_maps", k, groups=groups),
            lambda k, groups=groups: swapped(k, groups),
        )
    return found


def _padded_convolutions() -> dict[str, Parts]:
    """Pad so little that the stride leaves the shape as it was."""
    steps, sides = STEPS | {"stride": 3}, (1, 0, 0, 0)
    return {
        f"{op} of a padded map": (
            (IMAGE, (2, 2)),
            lambda a, k, op=op: make(op, make("pad_zero", a, **sides_of(sides)), k, **steps),
            lambda a, k, op=op: conv(op, padded(a, "zero", sides), k, **steps),
        )
        for op in FLIP
    }


def _windows() -> dict[str, Parts]:
    steps = {"stride": 2, "dilation": 1}
    window: Any = {"shape": (2, 2), **steps}
    found: dict[str, Parts] = {
        "patches2d": ((IMAGE,), lambda a: make("patches2d", a, **window),
                      lambda a: windows(a, (2, 2), **steps)),
        "unpatch2d": (((4, 4),), lambda a: make("unpatch2d", a, **window, size=IMAGE),
                      lambda a: transposed(lambda x: windows(x, (2, 2), **steps), IMAGE, a)),
    }  # fmt: skip
    for op, word in (("convolve2d", "convolution_matrix"), ("correlate2d", "correlation_matrix")):
        found[word] = (
            ((2, 3),),
            lambda k, word=word: make(word, k, shape=IMAGE, stride=1, dilation=1),
            lambda k, op=op: toeplitz(op, k, IMAGE),
        )
    attrs: Any = {"shape": (3, 3), "stride": 1, "dilation": 1}
    found["kernel_of_matrix"] = (
        ((4, 9),),
        lambda g: make("kernel_of_matrix", g, kernel=(2, 2), **attrs),
        lambda g: transposed(lambda k: toeplitz("correlate2d", k, (3, 3)), (2, 2), g),
    )
    return found


def _pools() -> dict[str, Parts]:
    found: dict[str, Parts] = {}
    for key, options in POOLS.items():
        for shape in (IMAGE, (2, 5, 4)):
            small = tuple(pool("max", torch.zeros(shape), **options).shape)
            for word in ("max", "average"):
                found[f"{word}_pool2d {key} {shape}"] = (
                    (shape,),
                    lambda a, w=word, o=options: make(f"{w}_pool2d", a, **o),
                    lambda a, w=word, o=options: pool(w, a, **o),
                )
            found[f"max_pick2d {key} {shape}"] = (
                (shape, shape),
                lambda h, a, o=options: make("max_pick2d", h, a, **o),
                lambda h, a, o=options: chosen(a, h, **o),
            )
            found[f"max_unpool2d {key} {shape}"] = (
                (small, shape),
                lambda g, a, o=options: make("max_unpool2d", g, a, **o),
                lambda g, a, o=options, s=shape: transposed(lambda x: chosen(a, x, **o), s, g),
            )
            found[f"average_unpool2d {key} {shape}"] = (
                (small,),
                lambda g, o=options, s=shape: make("average_unpool2d", g, **o, shape=s[-2:]),
                lambda g, o=options, s=shape: transposed(lambda x: pool("average", x, **o), s, g),
            )
        if not options["ceil"] and not options["padding"]:
            rows, columns = pool("max", torch.zeros(IMAGE), **options).shape
            found[f"pool_gap2d {key}"] = (
                (IMAGE,),
                lambda a, o=options: make("pool_gap2d", a, **o),
                lambda a, o=options, s=(rows, columns): gap(a, **o).reshape(s),
            )
    return found


KERNELS: dict[str, Parts] = {
    **_paddings(),
    **_convolutions(),
    **_padded_convolutions(),
    **_channels(),
    **_windows(),
    **_pools(),
    "roll2d": ((CHANNELS,), lambda a: make("roll2d", a, number(2), number(-5)),
               lambda a: a.roll((2, -5), (-2, -1))),
    "flip2d": ((IMAGE,), lambda a: make("flip2d", a), lambda a: a.flip(-2, -1)),
    "spread2d": (((2, 3),), lambda a: make("spread2d", a, stride=3),
                 lambda a: F.conv_transpose2d(
                     a[None, None], torch.ones(1, 1, 1, 1, dtype=a.dtype), stride=3)[0, 0]),
    "thin2d": (((4, 7),), lambda a: make("thin2d", a, stride=3, shape=(2, 3)),
               lambda a: a[::3, ::3]),
    "vec": ((CHANNELS,), lambda a: make("vec", a), lambda a: a.reshape(-1, 1)),
    "unvec": (((20, 1),), lambda a: make("unvec", a, shape=(2, 5, 2)),
              lambda a: a.reshape(2, 5, 2)),
    "alike": ((IMAGE, IMAGE), lambda a, b: make("alike", a + b, b + a) + make("alike", a, b),
              lambda a, b: torch.tensor(1.0, dtype=a.dtype)),
    "over_maps": (((3, 1),), lambda b: make("over_maps", b, shape=(2, 4)),
                  lambda b: b[:, :, None].expand(3, 2, 4)),
    "map_sums": (((3, 2, 4),), lambda a: make("map_sums", a), lambda a: a.sum((1, 2))[:, None]),
    "solve": (((3, 3), (3, 1)), lambda a, b: make("solve", a + number(20) * make("eye", size=3), b),
              lambda a, b: torch.linalg.solve(a + 20 * torch.eye(3, dtype=a.dtype), b)),
    "rank": (((3, 1), (1, 2)), lambda a, b: make("rank", a @ b),
             lambda a, b: torch.linalg.matrix_rank(a @ b).to(a.dtype)),
}  # fmt: skip
