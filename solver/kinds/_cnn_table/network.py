"""From the layers that are written to the rows of the table, and to steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from solver.algebra.expr import value_of
from solver.algebra.scope import Scope
from solver.errors import Complaint
from solver.kinds._cnn_table.branches import added
from solver.kinds._cnn_table.flow import Count, Flow, Row
from solver.kinds._cnn_table.layers import ACTIVATIONS, MOST_LAYERS, LayerSpec, inner_layers
from solver.kinds._cnn_table.options import Options, read_size
from solver.kinds._cnn_table.parts import PARTS, activation
from solver.kinds._cnn_table.place import Place
from solver.kinds._cnn_table.repeated import allowed, repeated
from solver.modelling.givens import Complaints

SHORT = {
    "fully_connected": "fc",
    "depthwise": "dw",
    "batch_norm": "bn",
    "global_pool": "global",
    "residual": "add",
    "repeat": "block",
    "leaky_relu": "lrelu",
}

ONCE = frozenset({"flatten", "global"})  # of which a network has one, as a rule


@dataclass
class Network:
    """Builds the rows of a network, layer by layer; names are given on the way.

    `suffix` ends the names of all cells, where the network is told for several values at once.
    """

    scope: Scope
    complaints: Complaints
    count: Count
    suffix: str = ""
    private: bool = False  # rows that nobody refers to, so that their names need not be fresh
    names: dict[str, int] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    length: int = 0
    too_long: bool = False

    def rows(self, layers: Iterable[LayerSpec], flow: Flow, ending: str = "") -> Iterator[Row]:
        """Make the rows of layers in order; `ending` tells repetitions apart."""
        for layer in layers:
            if self.too_long:
                return
            for found in self._layer(layer, flow, ending):
                yield found
                flow = found.flow

    def _layer(self, layer: LayerSpec, flow: Flow, ending: str) -> Iterator[Row]:
        if layer.word == "residual":
            yield from self._residual(layer, flow, ending)
        elif layer.word == "repeat":
            yield from self._repeat(layer, flow, ending)
        else:
            rule = PARTS.get(layer.word, activation)
            yield rule(self._place(layer, flow, ending))

    def _place(self, layer: LayerSpec, flow: Flow, ending: str) -> Place:
        self.length += 1
        if self.length > MOST_LAYERS and not self.too_long:
            self.too_long = True
            message = f"this is layer {self.length}; a table has at most {MOST_LAYERS}"
            self.complaints.append(Complaint(layer.mark, message))
        options = Options(layer, self.scope, self.complaints)
        return Place(self._name(layer, ending), flow, options, self.count, self.suffix)

    def _name(self, layer: LayerSpec, ending: str) -> str:
        """Name a layer as its author does, or by its word and number."""
        if layer.name:
            found = f"{layer.name}{ending}"
        else:
            word = SHORT.get(layer.word, layer.word)
            count = self.names[word] = self.names.get(word, 0) + 1
            found = word if word in ONCE and count == 1 else f"{word}{count}"
        if found in self.taken and not self.private:
            message = f"two layers are called `{found}`"
            self.complaints.append(Complaint(layer.mark, message, "choose another name"))
        self.taken.add(found)
        return found

    # --- branches --------------------------------------------------------------------------------
    def _residual(self, layer: LayerSpec, flow: Flow, ending: str) -> Iterator[Row]:
        """Add what layers make of an image to the image, or to what other layers make of it."""
        beside = tuple(self.rows(layer.options.get("shortcut", ()), flow, ending))
        main = tuple(self.rows(layer.options["residual"], flow, ending))
        yield from (*beside, *main)
        other = beside[-1].flow if beside else replace(flow, field=None)  # which sees no more
        yield added(self._place(layer, main[-1].flow, ending), main[-1].flow, other)

    # --- repetition ------------------------------------------------------------------------------
    def _repeat(self, layer: LayerSpec, flow: Flow, ending: str) -> Iterator[Row]:
        count = read_size(layer.options["repeat"], self.scope, self.complaints)
        if count is None:
            return
        times = value_of(count)
        if times is None:
            yield from self._block(layer, flow, ending)
        elif times.denominator != 1 or times < 1:
            message = f"`repeat` is {times}: it must be a whole number, at least 1"
            self.complaints.append(Complaint(layer.options["repeat"].mark, message))
        elif self._is_short(layer, int(times)):
            for k in range(1, int(times) + 1):
                if self.too_long:
                    return
                for found in self.rows(layer.options["layers"], flow, f"{ending}_{k}"):
                    yield found
                    flow = found.flow

    def _is_short(self, layer: LayerSpec, times: int) -> bool:
        many = times * _written(layer.options["layers"])
        if self.length + many <= MOST_LAYERS:
            return True
        self.too_long = True
        message = f"this makes {self.length + many} layers; a table has at most {MOST_LAYERS}"
        hint = "give the number a name (`given: {L: …}`, `repeat: L`): then they make one row"
        self.complaints.append(Complaint(layer.options["repeat"].mark, message, hint))
        return False

    def _block(self, layer: LayerSpec, flow: Flow, ending: str) -> Iterator[Row]:
        for inner in (part for parts in inner_layers(layer) for part in parts):
            if not allowed(inner.word, ACTIVATIONS):
                message = f"`{inner.word}` cannot be repeated as often as a name says"
                self.complaints.append(Complaint(inner.mark, message, _REPEATABLE))
                return

        def build(start: Flow) -> tuple[Row, ...]:
            apart = Network(self.scope, Complaints(), self.count, private=True)
            return tuple(apart.rows(layer.options["layers"], start))

        for _ in Network(self.scope, self.complaints, self.count).rows(
            layer.options["layers"], flow
        ):
            pass  # what is wrong with the layers is complained about once
        yield repeated(self._place(layer, flow, ending), build)


def _written(layers: Iterable[LayerSpec]) -> int:
    """Count the layers that are written, those within layers too."""
    return sum(1 + sum(map(_written, inner_layers(layer))) for layer in layers)


_REPEATABLE = "windows and what works entry by entry can; or write a number after `repeat`"
