"""Update equations read into the states of a scan: bodies in order, and starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from solver.algebra.expr import Expr, make, name, names_in, number, substitute
from solver.algebra.ops.constants import fill
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import Shape, show
from solver.errors import Complaint, FormulaError, Mark
from solver.kinds._descent.amounts import Amount
from solver.kinds._descent.batches import places
from solver.kinds._descent.equations import Equation, equations_of, mentions
from solver.kinds._descent.fields import MethodSpec
from solver.kinds._descent.methods import COUNT, GRADIENT, METHODS, PLACE, VARIABLE
from solver.kinds._descent.names import Task
from solver.kinds._descent.objective import sample_at
from solver.kinds._descent.parameters import read_parameters
from solver.kinds._descent.slope import Slope
from solver.modelling.givens import Complaints
from solver.spec.model import Formula


@dataclass(frozen=True, slots=True)
class States:
    """What a method keeps: names with their starts and bodies, in the order of the updates."""

    names: tuple[str, ...]
    starts: tuple[Expr, ...]
    bodies: tuple[Expr, ...]
    kept: tuple[str, ...]  # those that start from a value of their own: momentum, averages

    def scan(self, steps: int, out: str) -> Expr:
        """Repeat the updates and keep the iterates of one state."""
        return make(
            "scan", *self.starts, *self.bodies, states=self.names, inputs=(), steps=steps,
            out=self.names.index(out), together=False,
        )  # fmt: skip


def read_states(
    task: Task, method: MethodSpec, scope: Scope, slope: Slope, complaints: Complaints
) -> States | None:
    """Read the equations of a method; None if something is wrong, which is complained about."""
    before = len(complaints)
    reader = _Reader(task, method, scope, slope, complaints)
    if len(complaints) > before:
        return None  # an equation with a wrong parameter would be complained about again
    found = reader.states()
    return found if len(complaints) == before else None


class _Reader:
    """Reads one method."""

    def __init__(
        self, task: Task, method: MethodSpec, scope: Scope, slope: Slope, complaints: Complaints
    ) -> None:
        self.task, self.method, self.slope, self.complaints = task, method, slope, complaints
        self.named = METHODS.get(method.method)
        self.scope = scope.with_names(read_parameters(task, method, scope, complaints))

    def _say(self, mark: Mark, message: str, hint: str = "") -> None:
        self.complaints.append(Complaint(mark, message, hint))

    # --- equations -------------------------------------------------------------------------------
    def states(self) -> States | None:
        """Read the equations in order, and find what each state starts from."""
        equations = list(equations_of(self.task, self.method, self.scope))
        self._check_equations(equations)
        shapes = self._shapes(equations)
        bodies: dict[str, Expr] = {}
        known = self._known(shapes)
        for key, _, formula in equations:
            body = self.complaints.attempt(formula.mark, partial(self._body, formula.text, known))
            if body is not None:
                self._check_shape(key, body, shapes, formula.mark)
                bodies[key] = body
        if len(bodies) < len(equations):
            return None
        starts = self._starts(bodies, shapes, {key: mark for key, mark, _ in equations})
        if set(starts) != set(bodies):
            return None
        kept = tuple(key for key in bodies if key in self._given_starts() and key != self._variable)
        order = tuple(bodies)
        return States(order, tuple(starts[k] for k in order), tuple(bodies.values()), kept)

    @property
    def _variable(self) -> str:
        return self.task.variable

    def _check_equations(self, equations: list[Equation]) -> None:
        seen: dict[str, Mark] = {}
        if self._clashes():
            return
        for key, mark, _ in equations:
            if key in seen:
                self._say(mark, f"`{key}` is updated twice", "write one equation, or a new name")
            elif key in self.scope.names and key != self._variable:
                self._refuse_given(key, mark)
            seen[key] = mark
        if self._variable not in seen:
            what = f"no equation updates the variable `{self._variable}`"
            self._say(self.method.mark, what, f"add `{self._variable} = …`")
        for key, mark, _ in self.method.start:
            if key not in seen or key == self._variable:
                where = "is where the problem starts" if key == self._variable else "is not a state"
                self._say(mark, f"`{key}` {where}", f"the states are {', '.join(seen)}")

    def _refuse_given(self, key: str, mark: Mark) -> None:
        """Complain of a state that has the name of something that stays as it is."""
        what, hint = f"`{key}` is a given or a parameter: it stays as it is", "the state"
        if self.named is not None:
            what, hint = f"`{self.method.method}` keeps a `{key}` of its own", f"the given `{key}`"
        self._say(mark, what, f"choose another name for {hint}")

    def _clashes(self) -> bool:
        """Complain of a variable that is called like what a method by name keeps."""
        used = " ".join(self.named.update) if self.named is not None else ""
        if self._variable == VARIABLE or not mentions(used, self._variable):
            return False
        what = f"`{self.method.method}` keeps a `{self._variable}` of its own"
        self._say(self.task.spec.own["start"][1], what, "choose another name for the variable")
        return True

    def _shapes(self, equations: list[Equation]) -> dict[str, Shape]:
        """Let every state have the shape of the variable, but for the count."""
        own = {COUNT} | ({PLACE} if self.method.batch else set())
        return {key: () if key in own else self.task.shape for key, _, _ in equations}

    def _known(self, shapes: Mapping[str, Shape]) -> Scope:
        states = {key: name(key, shape) for key, shape in shapes.items()}
        return self.scope.with_names(states)

    def _body(self, text: str, known: Scope) -> Expr:
        """Read the right side of an equation; `grad(…)` stands there alone."""
        inner = text.strip()
        if inner.startswith("grad(") and inner.endswith(")"):
            return self._slope_at(read(inner[5:-1], known), name(PLACE))
        if mentions(text, "grad"):
            hint = "give it a name in an equation of its own: `g = grad(y)`"
            raise FormulaError("`grad(…)` stands alone on the right side", hint)
        return read(text, known)

    def _slope_at(self, where: Expr, place: Expr) -> Expr:
        """Write the gradient that an update uses: on all samples, or on those of its turn."""
        if not self.method.batch:
            return self.slope.at(where)
        found = places(self.method.batch, self.task.count, place)
        return self.slope.on(where, [sample_at(self.task, one) for one in found])

    def _check_shape(self, key: str, body: Expr, shapes: Mapping[str, Shape], mark: Mark) -> None:
        if body.shape != shapes[key]:
            message = f"`{key}` is {show(shapes[key])}, and becomes {show(body.shape)}"
            self._say(mark, message, "a state keeps its shape, which is that of the variable")

    # --- starts ----------------------------------------------------------------------------------
    def _given_starts(self) -> dict[str, Amount]:
        mark = self.method.mark
        usual = self.named.start if self.named is not None else {}
        found = {key: Amount(mark, Formula(text, mark)) for key, text in usual.items()}
        return found | {key: amount for key, _, amount in self.method.start}

    def _starts(
        self, bodies: Mapping[str, Expr], shapes: Mapping[str, Shape], marks: Mapping[str, Mark]
    ) -> dict[str, Expr]:
        """Find what every state starts from; one that is read before it is set must say it."""
        given = self._given_starts()
        first = self.complaints.attempt(
            self.task.start.mark, partial(read, self.task.start.text, self.scope)
        )
        if first is None:
            return {}
        place = number(1 if self.method.batch == 1 else 0)
        found = {self._variable: first, COUNT: number(0), PLACE: place,
                 GRADIENT: self._slope_at(first, place)}  # fmt: skip
        for key in bodies:
            if key in given:
                start = self._start(key, given[key], shapes[key], found)
                if start is not None:
                    found[key] = start
        for key, body in bodies.items():
            if key not in found and set(names_in(body)) & set(bodies) <= set(found):
                found[key] = substitute(body, found)
        for key in bodies:
            if key not in found:
                hint = f"add `start: {{{key}: 0}}`, or `start: {{{key}: g}}` for the first gradient"
                self._say(marks[key], f"`{key}` is used before it has a value", hint)
        return {key: found[key] for key in bodies if key in found}

    def _start(
        self, key: str, amount: Amount, shape: Shape, known: Mapping[str, Expr]
    ) -> Expr | None:
        text = amount.formula.text if amount.formula else ""
        scope = replace(self.scope, names={**self.scope.names, **known})
        found: Expr | None
        if amount.formula is None and not amount.shape:
            found = number(amount.value)
        elif amount.formula is None:
            rows = [[number(entry) for entry in row] for row in amount.value]
            flat = [entry for row in rows for entry in row]
            found = make("stack", *flat, columns=len(rows[0]))
        else:
            found = self.complaints.attempt(amount.mark, partial(read, text, scope))
        if found is not None and not found.shape and shape:
            return fill(found, shape)
        if found is not None and found.shape != shape:
            message = f"`{key}` is {show(shape)}, and starts as {show(found.shape)}"
            self._say(amount.mark, message)
        return found
