"""One question asked, whoever asks: what is meant is understood, misspelt words are repaired, other forms taken in,
and where too few articles hold most of the words, the rule is relaxed. All of it is told and may be declined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace as changed

from search import easier, leaning, repair
from search import meant as meanings
from search.analysis import terms
from search.desk.pins_file import Pin
from search.engine import Engine
from search.meant import Meant
from search.model import Article, Form, Hit, Results
from search.parse import parse
from search.query import Clause, Help, Query, Sort, Without, Word, needed
from search.repair import Repair
from search.widen import Widening, widened

VERIFIED, BEST = 10, 3
"""Best hits for all the words: those of them that name a filter, and the first ones, must pass it if it is meant."""
WORDS_BESIDE = 2
"""Words beside a question's filters up to which a subject is looked for, and not one story."""
STORY = 3
"""Words beside them from which on filters are only offered: all of it tells of one story."""
_NAMES = (Help.REGION, Help.AGENCY)


class Told(msgspec.Struct, frozen=True):
    """What was done to a question: misspelt words repaired; other forms taken in; words read as filters; those that
    would have left nothing and stayed words; those that are offered, because good hits lie outside them; words that no
    article holds, left out; whether the new ones come first; quoted phrases that were read as their words."""

    repairs: tuple[Repair, ...] = ()
    widenings: tuple[Widening, ...] = ()
    filters: tuple[Meant, ...] = ()
    unfit: tuple[Meant, ...] = ()
    offered: tuple[Meant, ...] = ()
    unknown: tuple[str, ...] = ()
    newest_first: bool = False
    unquoted: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """What a question got. `query` is the question as it was answered, `asked` as it was typed. `relaxed` where less of
    its words had to do than the rule asks for; then `full` are the ids of the hits that meet the rule.

    `pinned` are the hits that an editor put first, by id; `added` those of them that are not found by themselves
    (search.desk.pinned).
    """

    query: Query
    asked: Query
    results: Results
    relaxed: bool = False
    full: frozenset[str] = frozenset()
    told: Told = Told()
    pinned: Mapping[str, Pin] = msgspec.field(default_factory=dict)
    added: tuple[Article, ...] = ()

    def is_partial(self, id_: str) -> bool:
        """Whether a hit holds but a part of what was asked; an editor's pin is meant to be there."""
        return self.relaxed and id_ not in self.full and id_ not in self.pinned


def ask(engine: Engine, query: Query, today: date) -> Answer:
    """The answer to a question as it was read; `today` is the WIB day that "kemarin" counts from.

    Filters have no say in whether it is relaxed: a number on a page is what its link shows, whichever filters stand
    beside it.
    """
    found = [m for m in meanings.meant(query.text, today) if m.kind not in query.declined] if query.text else []
    if not found:
        return _answered(engine, query, query, today, Told())
    wanted, offered = _verified(engine, query, found)
    for kept in _attempts(wanted):
        unfit = tuple(m for m in wanted if m not in kept)
        told = Told(filters=kept, unfit=unfit, offered=offered)
        answer = _answered(engine, _with(query, kept), query, today, told)
        if answer.results.total or _is_unheard_of(answer):
            break
    return answer


def _is_unheard_of(answer: Answer) -> bool:
    """Whether no article holds any of the words beside the filters: it is not the filters that leave nothing."""
    asked = answer.query.optional
    return bool(answer.told.unknown) and len(answer.told.unknown) == len(asked)


def _attempts(wanted: tuple[Meant, ...]) -> Iterable[tuple[Meant, ...]]:
    """All filters; where they leave nothing, those that are no days; then none."""
    return dict.fromkeys((wanted, tuple(m for m in wanted if m.kind in _NAMES), ()))


def _with(query: Query, found: Sequence[Meant]) -> Query:
    """The question with some of its words as filters, beside chosen ones; chosen days stand for typed ones."""
    if not found:
        return query
    parsed, own = parse(meanings.rest(query.text, found)), meanings.filters(found)
    dated = query.since or query.until
    return query.changed(
        clauses=parsed.clauses,
        need=parsed.need,
        agencies=tuple(dict.fromkeys((*query.agencies, *own.agencies))),
        regions=tuple(dict.fromkeys((*query.regions, *own.regions))),
        since=query.since if dated else own.since,
        until=query.until if dated else own.until,
    )


def _verified(engine: Engine, query: Query, found: Sequence[Meant]) -> tuple[tuple[Meant, ...], tuple[Meant, ...]]:
    """Filters that are surely meant, and those that are only offered.

    Days are in no text that they were published on; places and agencies are. Where one of the best articles that name
    a place lies outside it, the name is part of what is looked for. And where much is said beside the filters, one
    story is looked for: a filter that hides one of the best for all the words is not meant.
    """
    chosen = (*query.agencies, *query.regions)
    doubtful = [m for m in found if (m.value not in chosen if m.kind in _NAMES else not (query.since or query.until))]
    if not doubtful:
        return tuple(found), ()
    told = {token.term for m in found for token in terms.tokens(query.text[m.start : m.end])}
    # Words of no filter stand beside them: where they are many, the rest need not be read for it.
    beside: Sequence[Clause] = [c for c in query.clauses if isinstance(c, Word) and c.term not in told]
    if len(beside) <= STORY:
        beside = parse(meanings.rest(query.text, found)).clauses
    if not beside:
        return tuple(found), ()
    if len(beside) > STORY:
        return tuple(m for m in found if m not in doubtful), tuple(doubtful)
    much = len(beside) > WORDS_BESIDE
    hits = engine.search(Query(clauses=query.clauses, need=query.need, per_page=VERIFIED), facets=False).hits
    offered = [m for m in doubtful if (m.kind in _NAMES or much) and not _fits(query, m, hits, much)]
    return tuple(m for m in found if m not in offered), tuple(offered)


def _fits(query: Query, m: Meant, hits: Sequence[Hit], much: bool) -> bool:
    """Whether the best hits for all the words pass a filter: those that say it as it was typed; where much is said
    beside a name the first ones in any case."""
    words = query.text[m.start : m.end].lower().split()
    while len(words) > 1 and words[0] in terms.function_words():  # "di Pesawaran": what leads to the name
        words.pop(0)
    said = re.compile(r"\s+".join(map(re.escape, words)))
    naming = [h for h in hits if said.search(f"{h.article.title} {h.article.body}".lower())]
    return _hold(m, naming) and (not much or m.kind is Help.DATE or _hold(m, hits[:BEST]))


def _hold(m: Meant, hits: Iterable[Hit]) -> bool:
    """Whether all of some hits pass a filter."""
    articles = [hit.article for hit in hits]
    if m.kind is Help.AGENCY:
        return all(m.value in [t.id for t in a.agencies] for a in articles)
    if m.kind is Help.REGION:
        return all(m.value in [t.code for t in a.regions] for a in articles)
    since, until = m.since or date.min, m.until or date.max
    return all(a.published is not None and since <= a.published <= until for a in articles)


def _answered(engine: Engine, query: Query, asked: Query, today: date, told: Told) -> Answer:
    """The answer to a question whose filters are settled. Where too few articles hold its quoted phrases too, they are
    read as their words; those that hold them are still the ones that meet the rule."""
    answer = _with_phrases(engine, query, asked, today, told)
    if not query.phrases or Help.PHRASES in query.declined:
        return answer
    few = easier.FEW_OF_TWO if query.optional and query.order is Sort.RELEVANCE else 1
    if easier.everywhere(engine, answer.query, answer.results, few) >= few:
        return answer
    told = changed(told, unquoted=tuple(phrase.text for phrase in query.phrases))
    loose = _with_phrases(engine, easier.unquoted(query), asked, today, told)
    if loose.results.total <= answer.results.total:
        return answer
    full = answer.full if answer.relaxed else _ids(engine, answer.query, answer.results)
    return changed(loose, relaxed=True, full=full)


def _with_phrases(engine: Engine, query: Query, asked: Query, today: date, told: Told) -> Answer:
    """The answer to a question of which every phrase must be there."""
    query, told, frequency = _understood(engine, query, told)
    query = leaning.for_length(query)
    leant = leaning.towards_the_new(query, frequency, today)
    results = engine.search(leant or query)
    if leant and easier.everywhere(engine, leant, results, leaning.MANY) >= leaning.MANY:
        told = changed(told, newest_first=True)
        query, results = leaning.when_it_was_news(engine, leant, results)
    elif leant:  # very many hold either word, but few both
        results = engine.search(query)
    if results.total >= easier.few(query) or query.need <= easier.RELAXED:
        return Answer(query, asked, results, told=told)
    relaxed, less = easier.relaxed(engine, query, results)
    if relaxed.total == results.total:
        return Answer(query, asked, results, told=told)
    return Answer(less, asked, relaxed, True, _ids(engine, query, results), told)


def _ids(engine: Engine, query: Query, results: Results) -> frozenset[str]:
    """The ids of all the hits of a question that has few; `results` is the page of them that was asked for."""
    if query.page > 1 or query.per_page < results.total:
        results = engine.search(query.changed(page=1, per_page=easier.FEW), facets=False)
    return frozenset(hit.id for hit in results.hits)


def _understood(engine: Engine, query: Query, told: Told) -> tuple[Query, Told, Mapping[str, int]]:
    """The question with its words repaired and widened, and without those that nobody wrote; and how many articles hold
    each of their terms."""
    words = [c for c in query.clauses if isinstance(c, Word)]
    if not words:
        return query, told, {}
    frequency = dict(engine.vocabulary.frequencies([word.term for word in words]))
    clauses = list(query.clauses)
    if Help.SYNONYMS not in query.declined:
        clauses, widenings = widened(engine, clauses)
        told = changed(told, widenings=widenings)
    if Help.SPELLING not in query.declined and min(frequency.values()) <= repair.RARE:
        alone = [c for c in clauses if isinstance(c, Word)]
        meant = repair.repairs(engine, alone, frequency)
        if meant:
            clauses = list(dict.fromkeys(_repaired(clause, meant) for clause in query.clauses))
            frequency |= engine.vocabulary.frequencies([form.term for form in meant.values()])
            told = changed(told, repairs=tuple(Repair(typed, form.exact) for typed, form in meant.items()))
            if Help.SYNONYMS not in query.declined:
                clauses, widenings = widened(engine, clauses)
                told = changed(told, widenings=widenings)
    known = [c for c in clauses if not isinstance(c, Word) or frequency.get(c.term, 1)]
    if len(known) < len(clauses):
        told = changed(told, unknown=tuple(c.text for c in clauses if isinstance(c, Word) and c not in known))
        clauses = known if any(not isinstance(c, Without) for c in known) else clauses
    return query.changed(clauses=tuple(clauses), need=needed(easier.counted(clauses))), told, frequency


def _repaired(clause: Clause, meant: Mapping[str, Form]) -> Clause:
    form = meant.get(clause.text) if isinstance(clause, Word) else None
    return Word(form.term, form.exact) if form else clause
