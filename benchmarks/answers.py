"""Times of answers: ours beside each peer's, in one process or over HTTP, after they were found to agree."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import agreement, http_load, ours
from benchmarks.figures import Report
from benchmarks.peers import Answer, Indexed, Peer
from benchmarks.peers.fts5 import Fts5
from benchmarks.peers.opensearch import OpenSearch
from benchmarks.peers.stock_whoosh import StockWhoosh
from benchmarks.peers.tantivy_peer import Tantivy
from benchmarks.questions import Question
from benchmarks.timing import Times, interleaved, of_rounds
from search.engine import Engine
from search.ranking import idf
from search.settings import Settings

ROUNDS, SLOW_ROUNDS = 9, 3
WHOLE_ROUNDS = 31
"""Of whole questions, many of which are nearly as slow as the slowest: a p99 of medians over few rounds tells who
had the noise."""
CLIENTS = 16
Texts = Mapping[str, Indexed]
"""Articles by id, as peers index them: what answers are checked with."""


def agree(engine: Engine, peer: Peer[Any], questions: Sequence[Question], texts: Texts, formulas: bool) -> None:
    """End the run where the answers to any question differ. `formulas`: best tens too, see benchmarks.agreement."""
    mean = sum(len(text.text.split(" ")) for text in texts.values()) / len(texts)
    for question in questions:
        mine = ours.told(engine.search(ours.same_work(question)))
        theirs = peer.told(peer.faceted(question.terms))
        # Facets of ours list the most frequent values: those are compared.
        wrong = _differing(mine, theirs)
        if formulas and not wrong:
            df = engine.vocabulary.frequencies(question.terms)
            exact = agreement.Formula(len(texts), mean, df.__getitem__, 1.2)
            folded = agreement.Formula(len(texts), mean, df.__getitem__, 1.2, length=agreement.folded)
            near = {id_: texts[id_].text for id_, _ in (*mine.top, *theirs.top)}
            wrong = agreement.wrong_top(exact, question.terms, mine.top, [i for i, _ in theirs.top], near)
            wrong = wrong or agreement.wrong_top(folded, question.terms, theirs.top, [i for i, _ in mine.top], near)
        if wrong:
            sys.exit(f"ours and {peer.name} do not agree on {question.text!r}: {wrong}. No times are compared.")


def _differing(mine: Answer, theirs: Answer) -> str | None:
    assert mine.counts is not None
    assert theirs.counts is not None
    listed = {name: {v: counts[v] for v in mine.counts[name]} for name, counts in theirs.counts.items()}
    return agreement.disagreement(mine, Answer(theirs.total, theirs.top, listed))


def ms(times: Times) -> str:
    """p50 and p99 in milliseconds, for people."""
    return f"p50 {times.p50 * 1e3:.3f} ms, p99 {times.p99 * 1e3:.3f} ms"


def in_process(report: Report, engine: Engine, tantivy: Tantivy, questions: Sequence[Question]) -> None:
    """The same work on both, and ours as served."""
    same = {question: ours.same_work(question) for question in questions}
    served = {question: ours.as_served(question) for question in questions}

    def search(queries: Mapping[Question, Any], facets: bool) -> Callable[[Question], object]:
        # With their names, as Tantivy gives its counts.
        return lambda question: engine.search(queries[question], facets).facets

    times = interleaved(
        {
            "ours, all words": search(same, False),
            "tantivy-py, all words": lambda q: tantivy.plain(q.terms),
            "ours, all words, three facets": search(same, True),
            "tantivy-py, all words, three facets": lambda q: tantivy.faceted(q.terms),
            "ours as served, three facets": search(served, True),
        },
        questions,
        ROUNDS,
    )
    for name, of_side in times.items():
        report.told(name, ms(of_side))
    plain, faceted = times["tantivy-py, all words"], times["tantivy-py, all words, three facets"]
    mine = times["ours, all words, three facets"]
    report.add("faceted_vs_tantivy", mine.p50 / faceted.p50)
    report.add("plain_vs_tantivy", times["ours, all words"].p50 / plain.p50)
    report.add("faceted_p99_vs_tantivy", mine.p99 / faceted.p99)
    as_served = times["ours as served, three facets"]
    report.add("served_vs_tantivy", as_served.p50 / faceted.p50)
    report.add("served_p99_vs_tantivy", as_served.p99 / faceted.p99)


def against_slower(
    report: Report,
    figure: str,
    engine: Engine,
    peer: Peer[Any],
    questions: Sequence[Question],
    named: bool,
) -> None:
    """How many times faster than a peer that is far slower. `named`: it names what it counts, and so do we.

    Each side answers from its own warm caches, as it would in service: a peer that works for seconds would leave ours
    cold at every turn. So ours is asked before and after each of its rounds, whole rounds at a time, and the ratio is
    that of the medians over all rounds.
    """
    same = {question: ours.same_work(question) for question in questions}
    mine = {"ours": lambda q: engine.search(same[q]).facets if named else engine.search(same[q])}
    theirs = {peer.name: lambda q: peer.faceted(q.terms)}
    own, other = [interleaved(mine, questions, ROUNDS)["ours"].seconds], []
    for turn in range(SLOW_ROUNDS):
        other.append(interleaved(theirs, questions, 1, warm=int(turn == 0))[peer.name].seconds)
        own.append(interleaved(mine, questions, ROUNDS)["ours"].seconds)
    slower, faster = of_rounds(other), of_rounds(own)
    report.told(f"{peer.name} {peer.version}, all words, three facets", ms(slower))
    report.add(figure, slower.p50 / faster.p50)


def whole(report: Report, engine: Engine, tantivy: Tantivy, questions: Sequence[Question]) -> None:
    """From typed text to ten hits with passages, against Tantivy with its own snippets."""

    def theirs(question: Question) -> object:
        raw = tantivy.faceted(question.terms)
        return tantivy.snippets(raw, question.terms)

    times = interleaved(
        {"ours, typed text to ten passages": lambda q: ours.whole(engine, q), "tantivy-py, with snippets": theirs},
        questions,
        WHOLE_ROUNDS,
    )
    for name, of_side in times.items():
        report.told(name, ms(of_side))
    mine, other = times.values()
    report.add("whole_question_vs_tantivy", mine.p50 / other.p50)
    report.add("whole_question_p99_vs_tantivy", mine.p99 / other.p99)


def over_http(report: Report, settings: Settings, peer: OpenSearch, questions: Sequence[Question]) -> None:
    """JSON answers with passages over loopback, one at a time and from CLIENTS connections."""
    with ours.served(settings, dict(os.environ)) as port:
        mine = {q: http_load.get(ours.address(q), port) for q in questions}
        theirs = {q: peer.request(q.terms, shown=True) for q in questions}
        one, other = http_load.Connection(port), http_load.Connection(peer.port)
        for question in questions:
            http_load.body_of(one.ask(mine[question]))
            http_load.body_of(other.ask(theirs[question]))
        times = interleaved(
            {"ours over HTTP": lambda q: one.ask(mine[q]), "OpenSearch over HTTP": lambda q: other.ask(theirs[q])},
            questions,
            5,
        )
        for name, of_side in times.items():
            report.told(name, ms(of_side))
        a, b = times.values()
        report.add("http_p50_vs_opensearch", a.p50 / b.p50)
        report.add("http_p99_vs_opensearch", a.p99 / b.p99)
        one.close()
        other.close()
        rates = []
        for _ in range(3):
            first = http_load.rate(port, list(mine.values()), CLIENTS)
            second = http_load.rate(peer.port, list(theirs.values()), CLIENTS)
            if first.refused or second.refused:
                sys.exit(f"under load {first.refused} of our answers and {second.refused} of OpenSearch's were no 200")
            rates.append((first.per_second, second.per_second))
        rates.sort(key=lambda pair: pair[0] / pair[1])
        report.told(
            f"answers a second at {CLIENTS} clients, ours and OpenSearch", f"{rates[1][0]:,.0f}, {rates[1][1]:,.0f}"
        )
        report.add("http_rate_vs_opensearch", rates[1][0] / rates[1][1])


def peer_of(report: Report, kind: Any, figures: Sequence[str], directory: Path) -> Any:
    """A peer, or None where it cannot be had; its figures do not hold then."""
    why = kind.missing()
    if why is None:
        return kind(directory)
    print(f"{kind.name} cannot be had here: {why}", flush=True)
    for figure in figures:
        report.missing(figure, why)
    return None


__all__ = [
    "Fts5",
    "OpenSearch",
    "StockWhoosh",
    "Tantivy",
    "against_slower",
    "agree",
    "idf",
    "in_process",
    "over_http",
    "peer_of",
    "whole",
]
