"""Related stories: whether they are about the same, beside the usual "more like this" of 25 terms.

The articles of detik_1000 have one topic label each and nothing finer, five broad categories: being of the same one is
a coarse sign of being related, and a story that is not may still be.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.relevance import baselines
from benchmarks.relevance.metrics import TEN, Interval, Values, bootstrap, graded
from benchmarks.relevance.product import DEEPER, Product
from benchmarks.relevance.sets import SEED, Document
from search.related import related

ARTICLES = 200
"""Articles whose related stories are judged."""


def compare(product: Product, documents: Sequence[Document]) -> tuple[Interval, Values, Values]:
    """The product's related stories beside the baseline's: the ratio, and both sides' nDCG@10 of each article."""
    labels = {document.id: document.row["category"] for document in documents}
    counts = Counter(labels[id_] for id_ in labels if id_ not in product.faces)
    faces = [document.id for document in documents if document.id not in product.faces and labels[document.id]]
    chosen = random.Random(SEED).sample(faces, min(ARTICLES, len(faces)))
    parted = dict(zip(labels, baselines.texts(documents), strict=True))
    index = baselines.Bm25(list(parted.values()), baselines.sastrawi)
    names = list(labels)
    ours: list[float] = []
    theirs: list[float] = []
    for id_ in chosen:
        found = [story.hit.id for story in related(product.engine, product.articles[id_], count=TEN).stories]
        usual = [names[number] for number in index.similar(parted[id_], DEEPER)]
        for side, listed in ((ours, found), (theirs, usual)):
            # Near-copies of the article and of each other are no further stories, on neither side.
            stories = list(dict.fromkeys(product.faces.get(other, other) for other in listed))
            same = [labels[story] == labels[id_] for story in stories if story != id_]
            side.append(graded(same[:TEN], counts[labels[id_]] - 1))
    of_product, of_baseline = np.array(ours), np.array(theirs)
    (interval,), _ = bootstrap([(of_product, of_baseline)])
    return interval, of_product, of_baseline
