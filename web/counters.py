"""What a process counts while it serves, written as Prometheus reads it. No question's text is ever kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from threading import Lock

from search.model import Manifest


class Counters:
    """Answers by endpoint and status, and the time that searches took; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: Counter[tuple[str, int]] = Counter()
        self._searches = 0
        self._seconds = 0.0

    def answered(self, endpoint: str, status: int) -> None:
        """One more answer."""
        with self._lock:
            self._answers[endpoint, status] += 1

    def searched(self, seconds: float) -> None:
        """One more search, and how long it took."""
        with self._lock:
            self._searches += 1
            self._seconds += seconds

    def text(self, manifest: Manifest | None) -> str:
        """Everything in Prometheus' text format; the index's numbers only where one is published."""
        return "\n".join(self._lines(manifest)) + "\n"

    def _lines(self, manifest: Manifest | None) -> Iterator[str]:
        with self._lock:
            answers, searches, seconds = sorted(self._answers.items()), self._searches, self._seconds
        yield "# HELP telusur_requests_total Answers given, by endpoint and status."
        yield "# TYPE telusur_requests_total counter"
        for (endpoint, status), count in answers:
            yield f'telusur_requests_total{{endpoint="{endpoint}",status="{status}"}} {count}'
        yield "# HELP telusur_search_seconds Time to read, ask and present a question."
        yield "# TYPE telusur_search_seconds summary"
        yield f"telusur_search_seconds_sum {seconds:.6f}"
        yield f"telusur_search_seconds_count {searches}"
        if manifest:
            yield "# HELP telusur_articles Articles in the published index."
            yield "# TYPE telusur_articles gauge"
            yield f"telusur_articles {manifest.articles}"
            yield "# HELP telusur_generation Number of the published generation."
            yield "# TYPE telusur_generation gauge"
            yield f"telusur_generation {int(''.join(c for c in manifest.generation if c.isdigit()) or 0)}"
