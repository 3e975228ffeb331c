"""Standing subjects: whether what is new about them comes first."""

from __future__ import annotations

from collections import Counter

from benchmarks.relevance.metrics import TEN
from benchmarks.relevance.product import Product

SUBJECTS = (
    "banjir", "harga beras", "pupuk subsidi", "pilkada", "covid", "vaksinasi", "harga cabai", "bantuan sosial",
    "jalan rusak", "stunting", "panen padi", "dana desa", "longsor", "listrik", "kebakaran", "pasar murah", "singkong",
    "inflasi", "mudik lebaran", "demam berdarah",
)  # fmt: skip
"""Each is told of by at least search.leaning.MANY of the articles: of fewer the newest do not come first, and a year
may have no five of them."""
ENOUGH = 5
"""Of the first ten, those from the newest year that has so many."""


def recent(product: Product) -> float:
    """The share of the subjects of whose first ten at least five are from the newest year that has five."""
    return sum(_is_new(product, subject) for subject in SUBJECTS) / len(SUBJECTS)


def _is_new(product: Product, subject: str) -> bool:
    answer = product.ask({"q": [subject]})
    years: Counter[str] = Counter()
    months = next(facet for facet in answer.facets if facet.name == "bulan")
    for month in months.values:
        years[month.value[:4]] += month.count
    newest = max((year for year, count in years.items() if count >= ENOUGH), default="")
    first = [str(hit.article.published)[:4] for hit in answer.hits[:TEN]]
    return first.count(newest) >= ENOUGH
