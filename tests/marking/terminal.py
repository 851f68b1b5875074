"""A command at a terminal: what is typed into it, and what it shows."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from tests.interrupts import heard

COMMAND = Path(sys.executable).with_name("markscheme")
PATIENCE = 20.0  # seconds


class Terminal:
    """Runs `markscheme` with a terminal of its own, in a folder."""

    def __init__(
        self, words: Sequence[str], folder: Path, columns: int = 80, env: Mapping[str, str] = {}
    ) -> None:
        known = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}}
        around = {**known, "COLUMNS": str(columns), "TERM": "xterm", **env}
        self.shown = ""
        self.decoder = getincrementaldecoder("utf-8")("replace")  # a character may come in pieces
        self.pid, self.master = pty.fork()
        if self.pid == 0:  # pragma: no cover
            heard()
            os.chdir(folder)
            os.execve(COMMAND, ["markscheme", *words], around)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        os.close(self.master)
        if self.pid:  # somebody still waits for an answer
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)

    def type(self, text: str) -> None:
        """Type something: control characters are the keys that send them."""
        os.write(self.master, text.encode())

    def until(self, text: str) -> str:
        """Wait until a text is shown, and give what was shown up to there since the last wait."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown:
            if time.monotonic() > deadline or not self._more():
                raise AssertionError(f"{text!r} is not in {self.shown!r}")
        before, _, self.shown = self.shown.partition(text)
        return before + text

    def left(self, key: str = "") -> tuple[str, int]:
        """Wait for the end, and give what was shown and the exit code.

        A key is pressed again if nothing happens, as a person would: Python loses a Ctrl-C that
        comes in the moment before it begins to wait for input.
        """
        deadline = time.monotonic() + PATIENCE
        if key:
            self.type(key)
            while not select.select([self.master], [], [], 1.0)[0]:
                assert time.monotonic() < deadline, self.shown
                self.type(key)
        while self._more():
            assert time.monotonic() < deadline, self.shown
        ended, status = self._ended(deadline)
        assert ended, f"it has not ended: {self.shown!r}"
        self.pid = 0
        return self.shown, os.waitstatus_to_exitcode(status)

    def _ended(self, deadline: float) -> tuple[int, int]:
        """Wait for the process until the deadline; 0 if it runs still."""
        ended, status = os.waitpid(self.pid, os.WNOHANG)
        while not ended and time.monotonic() < deadline:
            time.sleep(0.01)
            ended, status = os.waitpid(self.pid, os.WNOHANG)
        return ended, status

    def _more(self) -> bool:
        ready, _, _ = select.select([self.master], [], [], PATIENCE)
        try:
            data = os.read(self.master, 65_536) if ready else b""
        except OSError:  # nobody is at the other end
            data = b""
        self.shown += self.decoder.decode(data).replace("\r\n", "\n").replace("\r", "")
        return bool(data)
