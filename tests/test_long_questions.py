"""Long questions, of which an article need hold but a part: of rare words and of common ones, which loops go through in
different ways, the answer is that of a plain walk."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from search.analysis.table import WordTable
from search.analysis.terms import analyse
from search.engine import Engine
from search.engines.whoosh import WhooshBackend
from search.model import AnalysedArticle, Article
from search.query import AnyOf, Phrase, Query, Word
from tests.engine_contract import same_answer
from tests.reference import Reference
from tests.seeds import SEED

ARTICLES = 600
COMMON = [f"umum{n}" for n in range(12)]
RARE = [f"jarang{n}" for n in range(150)]


@pytest.fixture(scope="module")
def articles() -> list[AnalysedArticle]:
    chance, table = random.Random(SEED), WordTable()

    def words(most: int) -> str:
        common = chance.choices(COMMON, weights=range(len(COMMON), 0, -1), k=chance.randint(1, most))
        rare = chance.sample(RARE, k=chance.randint(0, 3))
        return " ".join(chance.sample([*common, *rare], k=len(common) + len(rare)))

    return [analyse(Article(str(n), words(4), words(25)), table) for n in range(ARTICLES)]


@pytest.fixture(scope="module")
def engine(articles: list[AnalysedArticle], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    backend = WhooshBackend(Path(tmp_path_factory.mktemp("index")) / "generations")
    build = backend.create()
    build.add(articles)
    backend.publish(build.commit(1))
    with backend.reader() as reader:
        yield reader


@pytest.mark.parametrize("kind", ["rare", "common", "mixed"])
@pytest.mark.parametrize("title_only", [False, True])
def test_a_part_of_a_long_question(
    engine: Engine, articles: Sequence[AnalysedArticle], kind: str, title_only: bool
) -> None:
    reference, chance = Reference(articles), random.Random(f"{SEED} {kind} {title_only}")
    some = 0
    for _ in range(60):
        pool = {"rare": RARE, "common": COMMON, "mixed": [*chance.sample(RARE, 6), *chance.sample(COMMON, 3)]}[kind]
        asked = [Word(word, word) for word in chance.sample(pool, chance.randint(3, min(9, len(pool))))]
        held = sum(engine.vocabulary.frequencies([word.term for word in asked]).values())
        if kind != "mixed":  # the loops' own line: lists of the words that must not all be missing, a fourth of all
            assert (held * 4 < ARTICLES) == (kind == "rare"), "these articles no longer tell the two ways apart"
        clauses: list[Word | AnyOf] = list(asked)
        if chance.random() < 0.3:
            pair = tuple(chance.sample(COMMON[:4], 2))
            clauses[0] = AnyOf((asked[0], Phrase(pair, pair)))
        query = Query(clauses=tuple(clauses), need=chance.choice([0.1, 0.2, 0.35, 0.6]), title_only=title_only)
        same_answer(engine, reference, query.changed(per_page=50))
        some += engine.search(query).total > 0
    assert some > 20
