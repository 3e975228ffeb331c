"""What all requests of one process share: settings, the index, the gate in front of it, and the counters."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from threading import BoundedSemaphore, Event, Thread, local
from typing import cast

from flask import current_app, request

from search.desk.counts import Counts
from search.desk.pins import Desk, Rules
from search.desk.store import Store
from search.engine import Backend, Engine
from search.errors import TelusurError
from search.model import WIB
from search.settings import Settings
from web.counters import Counters

GATE_WAIT = 0.5
"""Seconds that a request waits for others to finish before it is sent away."""
FREE_THREADS = 2
"""Threads of the server that never wait for the index, so that health is answered however busy the rest is."""
EXPORTS = 2
"""Exports at the same time at most; of few threads half, so that readers go on being answered."""
log = logging.getLogger("telusur")
_HERE = Path(__file__).parent
_LOOKS = (".py", ".html", ".css", ".js", ".svg")


class Full(TelusurError):
    """As many questions are being answered as this process takes at once."""


class Site:
    """One per process, shared by its threads. `release` changes whenever pages may look different."""

    def __init__(self, settings: Settings, backend: Backend, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.backend = backend
        self.counters = Counters()
        self.desk = Desk(settings.desk)
        self.store = Store(settings.desk)
        self.questions = Counts(self.store)
        self.release = _release(settings)
        self.warm = Event()
        """Set unless the engine is still being made ready."""
        self.warm.set()
        self._clock = clock
        self._asking = local()
        self._articles: int | None = None
        at_once = max(1, settings.threads - FREE_THREADS)
        self._gate = BoundedSemaphore(at_once)
        self.exports = BoundedSemaphore(max(1, min(EXPORTS, at_once // 2)))
        """Held by each export under way."""

    def warm_up(self) -> None:
        """Make the engine ready in a thread beside: questions are answered meanwhile, only slower."""
        self.warm.clear()
        Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    def _warm_up(self) -> None:
        try:
            self.backend.prepare()
        except Exception:
            log.exception("the engine could not be made ready; questions do it as they come")
        finally:
            self.warm.set()

    @property
    def answers_quickly(self) -> bool:
        """Whether a question takes so little that it is hardly worth handing to another thread: the engine is ready,
        has been asked before, and answers by itself."""
        return self.warm.is_set() and self._articles is not None and not self.backend.waits

    @property
    def is_large(self) -> bool:
        """Whether the index that was asked last is so large that two threads answer more than one."""
        return self._articles is not None and self._articles > self.backend.alone_up_to

    def today(self) -> date:
        """The WIB day that "kemarin" and "7 hari terakhir" count from."""
        return self._clock().astimezone(WIB).date()

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """The published state without what editors hide, for one request. Raises Full, NoIndex, DamagedIndex or
        OutdatedIndex."""
        if not self._gate.acquire(timeout=GATE_WAIT):
            raise Full("all threads that may ask the index are busy; see TELUSUR_THREADS.")
        try:
            # One look: what is hidden, what is pinned and what stamps the answer belong together.
            self._asking.rules = rules = self.rules()
            with self.backend.reader() as engine:
                self._articles = engine.manifest.articles
                yield engine.without(rules.hidden)
        finally:
            self._asking.rules = None
            self._gate.release()

    def rules(self) -> Rules:
        """What editors pin and hide: while `engine` is open the rules that it was opened with."""
        rules: Rules | None = getattr(self._asking, "rules", None)
        return rules if rules is not None else self.desk.rules(self.today())

    def count_question(self, text: str, found: bool) -> None:
        """Count a question, where the settings want that."""
        if self.settings.count_questions:
            self.questions.count(text, found, self.today())


def this_site() -> Site:
    """The site that the current request belongs to."""
    return cast(Site, current_app.extensions["telusur"])


def absolute_root() -> str:
    """The address of the site as other programs need it, without a slash at its end: the one that is set, else the one
    that this request was sent to."""
    return this_site().settings.base_url or request.host_url.rstrip("/") + request.script_root


def _release(settings: Settings) -> str:
    """A short hash of this package's files and the settings: stamps ETags and the addresses of static files."""
    digest = hashlib.sha256(repr(settings).encode())
    for path in sorted(p for p in _HERE.rglob("*") if p.suffix in _LOOKS):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
