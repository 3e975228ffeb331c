"""What is asked: natural questions, and common ones of one word and two; the same ones each time."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from benchmarks.corpus import ROOT, SEED, agencies, agency_tag, corpus, region_tag, regions
from search.analysis import terms
from search.analysis.table import WordTable
from search.parse import parse
from search.query import Word

RETRIEVAL = ROOT.parent / "shared/data/retrieval"
NATURAL, ANSWERED, COMMON = 40, 60, 120
"""How many questions of each kind: natural ones as they come, most of them long and with no article that holds all
their words; natural ones that some article answers with all its words, since two empty answers compare nothing; and
common ones. Without the retrieval sets, words that stand together in articles fill the place of natural ones."""
ANSWERED_BY = 2_000
"""The first articles of the corpus, one of which must answer."""

# Frequent in Indonesian news; in the corpus most stand in one article of a hundred to one of five.
_COMMON = """
banjir|polisi|jakarta|harga|presiden|warga|korban|rumah|sekolah|partai|jalan|sakit|anak|dana|bank|menteri|gubernur
pilkada|kpk|hukum|kasus|sidang|tersangka|pembunuhan|narkoba|kebakaran|gempa|hujan|pasar|ekonomi|pertanian|kesehatan
pendidikan|mahasiswa|timnas|liga|pemain|film|musik|ponsel|aplikasi|mobil|motor|kereta|pesawat|haji|islam|tni|dpr
polisi jakarta|harga beras|korban banjir|rumah sakit|anak sekolah|presiden jokowi|kasus korupsi|partai politik
jalan tol|gubernur jakarta|pertumbuhan ekonomi|harga rumah|pemain muda|film indonesia|timnas indonesia|kota bandung
warga tewas|mobil baru|bank indonesia|dana desa|sidang kasus|hujan deras|pasar saham|menteri keuangan|pengguna ponsel
pertandingan liga|polda metro|calon gubernur|pelaku ditangkap|kerja sama|kampanye|debat|koalisi|korupsi|penjara
pengadilan|kecelakaan|pencurian|tewas|luka|hilang|longsor|kebun|petani|nelayan|buruh|upah|pajak|investasi|saham
rupiah|ekspor|impor|listrik|air bersih|bandara soekarno|angkutan umum|balita|vaksin|dokter|pasien rumah|guru honorer
ujian nasional|beasiswa|stadion|pelatih baru|juara dunia|konser musik|sinetron|harga emas|kredit bank|suku bunga
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed, its stems in order (at least one, each once), and the facet values chosen beside it."""

    text: str
    terms: tuple[str, ...]
    agencies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@cache
def questions() -> tuple[Question, ...]:
    """At least 200 different questions; every third has one or two values chosen."""
    chance = random.Random(SEED)
    drawn = _some(_natural(chance), 15 * (NATURAL + ANSWERED))
    natural = [*drawn[:NATURAL], *_answered(drawn[NATURAL:])[:ANSWERED]]
    others = _some(_of_articles(chance), NATURAL + ANSWERED - len(natural))
    common = _some(_COMMON.replace("\n", "|").split("|"), COMMON)
    found = list({question.terms: question for question in (*natural, *others, *common)}.values())
    return tuple(_narrowed(question, chance) if n % 3 == 0 else question for n, question in enumerate(found))


def stems(text: str) -> tuple[str, ...]:
    """The terms that a typed text asks for; empty where it asks for no word, or for a phrase or without one."""
    clauses = parse(text).clauses
    words = tuple(clause.term for clause in clauses if isinstance(clause, Word))
    # A peer is asked for words alone: what is asked otherwise would not be the same work.
    return words if len(words) == len(clauses) else ()


def _some(texts: Iterable[str], count: int) -> list[Question]:
    asked = (Question(text, found) for text in texts if (found := stems(text)))
    return list(itertools.islice(asked, count))


def _natural(chance: random.Random) -> Iterator[str]:
    """Texts of the retrieval sets, one of each set in turn."""
    sets = []
    for path in sorted(RETRIEVAL.glob("*.queries.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in file]
        sets.append(chance.sample(texts, min(len(texts), 4 * (NATURAL + ANSWERED))))
    return itertools.chain.from_iterable(zip(*sets, strict=False))


def _answered(asked: Sequence[Question]) -> list[Question]:
    """Those of which an article among the first ANSWERED_BY holds all words."""
    wanted = {term for question in asked for term in question.terms}
    holding: dict[str, set[int]] = {term: set() for term in wanted}
    table = WordTable()
    for number, row in enumerate(corpus(ANSWERED_BY)):
        for text in (row["title"], row["body"]):
            words = table.words(text)
            for term in wanted.intersection(words.forms[n].term for n in set(words.numbers)):
                holding[term].add(number)
    return [question for question in asked if set.intersection(*(holding[term] for term in question.terms))]


def _of_articles(chance: random.Random) -> Iterator[str]:
    """One to four words that stand side by side in a title or in a sentence of an article."""
    for row in corpus(1_000):
        text = row["title"] if chance.random() < 0.5 else chance.choice(row["body"].split(". "))
        words = [token.exact for token in terms.telling(terms.tokens(text))]
        length = min(len(words), chance.choice((1, 2, 2, 3, 3, 4)))
        at = chance.randrange(len(words) - length + 1) if words else 0
        yield " ".join(words[at : at + length])


def _narrowed(question: Question, chance: random.Random) -> Question:
    """The question with an agency, a region or both chosen, common ones more often."""
    agency = agency_tag(chance.choices(list(agencies()), list(agencies().values()))[0]).id
    region = region_tag(chance.choices(list(regions()), list(regions().values()))[0]).code
    kind = chance.randrange(3)
    chosen = replace(question, agencies=(agency,)) if kind != 1 else question
    return replace(chosen, regions=(region,)) if kind != 0 else chosen
