"""Other numbers in the ranking, or another rule of what matches, beside the product: `--try exact=.1,coverage=.5`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from benchmarks.relevance.metrics import Ranks, bootstrap, ndcg
from benchmarks.relevance.product import Product, ids, product
from benchmarks.relevance.sets import SETS, documents, questions
from search.model import Results
from search.query import Query
from search.ranking import Ranking

NUMBERS = tuple(field.name for field in fields(Ranking))
NEEDS: Mapping[str, Callable[[int], int]] = {"all": lambda words: words, "any": lambda words: min(1, words)}
"""How many of a question's words must match, by the name of the rule."""


@dataclass(frozen=True, slots=True)
class Try:
    """One thing to try, as it was typed: numbers for the ranking, and a rule that takes the place of the product's."""

    text: str
    numbers: Mapping[str, float]
    need: str = ""

    def __call__(self, query: Query) -> Query:
        if self.need:
            query = query.changed(need=NEEDS[self.need](len(query.optional)))
        return query.changed(ranking=replace(query.ranking, **self.numbers))

    def ask(self, of_product: Product, text: str) -> Results:
        """A rule that is tried for its own sake is not relaxed."""
        given = {"q": [text]}
        return of_product.strictly(given, self) if self.need else of_product.ask(given, self)


def read(text: str) -> Try:
    """name=number, several parted by commas; need=all or need=any. Raises ValueError with what would do."""
    numbers, need = {}, ""
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        if name == "need" and value in NEEDS:
            need = value
        elif name in NUMBERS:
            numbers[name] = float(value)
        else:
            raise ValueError(f"{part!r} is none of {', '.join(NUMBERS)} with =NUMBER, nor need=all, need=any.")
    return Try(text, numbers, need)


def compare(tries: Sequence[Try], directory: Path, most: int | None) -> Iterator[dict[str, Any]]:
    """A row a try: nDCG@10 of each set and their mean, and its ratio to the product with the 95 % interval."""
    usual: dict[str, Ranks] = {}
    other: list[dict[str, Ranks]] = [{} for _ in tries]
    for collection in dict.fromkeys(SETS.values()):
        found = documents(collection)
        with product(found, directory / collection.name) as made:
            for name in (name for name, of in SETS.items() if of == collection):
                asked, _ = questions(name, {document.id for document in found}, most)
                relevant = [question.relevant for question in asked]
                texts = [question.text for question in asked]
                usual[name] = made.ranks((ids(made.ask({"q": [text]})) for text in texts), relevant)
                for tried, ranks in zip(tries, other, strict=True):
                    ranks[name] = made.ranks((ids(tried.ask(made, text)) for text in texts), relevant)
    yield _row("product", usual, usual)
    for tried, ranks in zip(tries, other, strict=True):
        yield _row(tried.text, ranks, usual)


def _row(name: str, ranks: Mapping[str, Ranks], usual: Mapping[str, Ranks]) -> dict[str, Any]:
    of_sets = {each: round(float(ndcg(ranks[each]).mean()), 4) for each in SETS}
    _, interval = bootstrap([(ndcg(ranks[each]), ndcg(usual[each])) for each in SETS])
    mean = round(sum(of_sets.values()) / len(of_sets), 4)
    return {"try": name, "ndcg@10": {**of_sets, "mean": mean}, "vs_product": [round(n, 4) for n in interval]}
