"""Random networks, written twice: as layers of a problem file, and as a model of Torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from hypothesis import strategies as st
from torch import nn

DOUBLE = {"dtype": torch.float64}


@dataclass
class Net:
    """Layers as YAML, and the modules of Torch by the names that the problem gives them."""

    side: int
    channels: int
    lines: list[str] = field(default_factory=list)
    modules: list[tuple[str, nn.Module]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    flat: bool = False

    @property
    def text(self) -> str:
        """Write the problem file without its questions."""
        return "\n".join([f"input: [{self.side}, {self.side}, {self.channels}]", "layers:",
                          *(f"  - {line}" for line in self.lines)]) + "\n"  # fmt: skip

    def add(self, word: str, line: str, module: nn.Module) -> None:
        """Add a layer in both writings."""
        self.counts[word] = self.counts.get(word, 0) + 1
        self.lines.append(line)
        self.modules.append((f"{word}{self.counts[word]}", module))

    def shape(self) -> torch.Size:
        """Run the model on an image to see what comes out."""
        x = torch.zeros(1, self.channels, self.side, self.side, **DOUBLE)
        for _, module in self.modules:
            x = module(x)
        return x.shape


@dataclass(frozen=True)
class Seen:
    """What Torch says of a layer: the shape that comes out, as HWC, and its learned numbers."""

    shape: list[int]
    weights: int
    biases: int
    into: tuple[int, ...]


def observed(net: Net) -> dict[str, Seen]:
    """Run the model and note what each module gives."""
    x = torch.zeros(1, net.channels, net.side, net.side, **DOUBLE)
    found = {}
    for name, module in net.modules:
        into, x = tuple(x.shape[1:]), module(x)
        shape = list(x.shape[1:])
        weight, bias = getattr(module, "weight", None), getattr(module, "bias", None)
        found[name] = Seen(
            [*shape[1:], shape[0]] if len(shape) == 3 else shape,
            0 if weight is None else weight.numel(),
            0 if bias is None else bias.numel(),
            into,
        )
    return found


# --- drawing networks ----------------------------------------------------------------------------
@st.composite
def networks(draw: Any, spatial_only: bool = False) -> Net:
    """Draw a network whose windows all fit."""
    net = Net(draw(st.integers(6, 20)), draw(st.sampled_from([1, 2, 3, 4])))
    for _ in range(draw(st.integers(1, 3 if spatial_only else 5))):
        _draw_layer(draw, net)
    if not spatial_only and draw(st.booleans()):
        _, channels, high, wide = net.shape()
        net.lines.append("flatten")
        net.modules.append(("flatten", nn.Flatten()))
        units = draw(st.integers(1, 7))
        features = channels * high * wide
        net.add("fc", f"{{fully_connected: {units}}}", nn.Linear(features, units, **DOUBLE))
    return net


def _draw_layer(draw: Any, net: Net) -> None:
    _, channels, side, _ = net.shape()
    word = draw(st.sampled_from(["conv", "conv", "dw", "pool", "relu", "bn"]))
    if word == "relu":
        net.add("relu", "relu", nn.ReLU())
    elif word == "bn":
        net.add("bn", "batch_norm", nn.BatchNorm2d(channels, **DOUBLE).eval())
    else:
        _draw_window(draw, net, word, channels, side)


def _draw_window(draw: Any, net: Net, word: str, channels: int, side: int) -> None:
    kernel, stride = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    dilation = draw(st.integers(1, 2)) if word != "pool" else 1
    padding = draw(st.integers(0, kernel // 2))
    if dilation * (kernel - 1) + 1 > side + 2 * padding:
        return
    tail = f"kernel: {kernel}, padding: {padding}, stride: {stride}"
    moves = {"padding": padding, "stride": stride}
    if word == "pool":
        net.add("pool", f"{{pool: max, {tail}}}", nn.MaxPool2d(kernel, **moves))
        return
    bias = draw(st.booleans())
    tail += f", dilation: {dilation}, bias: {str(bias).lower()}"
    moves |= {"dilation": dilation, "bias": bias, **DOUBLE}
    if word == "dw":
        module = nn.Conv2d(channels, channels, kernel, groups=channels, **moves)
        net.add("dw", f"{{depthwise: , {tail}}}", module)
        return
    groups = draw(st.sampled_from([g for g in (1, 2, 3) if channels % g == 0]))
    filters = groups * draw(st.integers(1, 3))
    line = f"{{conv: {filters}, {tail}, groups: {groups}}}"
    net.add("conv", line, nn.Conv2d(channels, filters, kernel, groups=groups, **moves))


# --- counting by looking -------------------------------------------------------------------------
def counted_macs(module: nn.Module, into: tuple[int, ...]) -> int:
    """Count the products of a layer one by one, window after window."""
    if isinstance(module, nn.Linear):
        return sum(1 for _ in range(module.out_features) for _ in range(module.in_features))
    if not isinstance(module, nn.Conv2d):
        return 0
    places = [_places(module, side, k) for k, side in enumerate(into[1:])]
    per_filter = len(list(module.weight[0].flatten()))
    return sum(per_filter for _ in range(places[0] * places[1]) for _ in range(module.out_channels))


def _places(module: nn.Conv2d, side: int, k: int) -> int:
    """Slide a window along a side until it does not fit any more."""
    reach = module.dilation[k] * (module.kernel_size[k] - 1)
    start, last = -int(module.padding[k]), side + int(module.padding[k]) - 1
    count = 0
    while start + reach <= last:
        count, start = count + 1, start + module.stride[k]
    return count


def footprint(net: Net) -> tuple[int, int]:
    """Find by gradients how many rows of an image one entry sees, and how far neighbours move.

    Weights of one and mean pooling let every entry of a window count; the image is large enough for
    an entry in the middle not to meet its border.
    """
    side = 240
    x = torch.zeros(1, net.channels, side, side, **DOUBLE, requires_grad=True)
    y = x
    for _, module in net.modules:
        y = _open(module)(y)
    middle = y.shape[2] // 2
    rows = [_rows(x, y[0, 0, place, middle]) for place in (middle, middle + 1)]
    return len(rows[0]), rows[1][0] - rows[0][0]


def _rows(x: torch.Tensor, y: torch.Tensor) -> list[int]:
    (slope,) = torch.autograd.grad(y, x, retain_graph=True)
    seen = torch.nonzero(slope.abs().sum(dim=(0, 1, 3)))[:, 0].tolist()
    return list(range(seen[0], seen[-1] + 1))


def _open(module: nn.Module) -> nn.Module:
    if isinstance(module, nn.Conv2d):
        nn.init.ones_(module.weight)
        return module
    if isinstance(module, nn.MaxPool2d):
        return nn.AvgPool2d(module.kernel_size, module.stride, module.padding)
    return nn.Identity() if isinstance(module, nn.ReLU) else module
