"""Articles to measure with: sentences of real ones recombined, as many as are wanted, the same ones each time but for
their days."""

from __future__ import annotations

import gzip
import itertools
import json
import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from search.model import WIB, AgencyTag, Article, RegionTag
from search.names import registry

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared/data/indosum_dev.jsonl.gz"
SAMPLE = ROOT / "indexer/sample/articles.jsonl"
SEED = 1
LAST = datetime.now(WIB).date()
"""The day of the newest article: the day of the run, as on a site that is written every day."""
FIRST = LAST - timedelta(days=8 * 365)
BATCH = 5_000
"""Articles whose tags and days are drawn in one go."""

_LAMPUNG = {  # shares as a site of Bandar Lampung would have them
    "Bandar Lampung": 30,
    "Lampung Selatan": 12,
    "Lampung Tengah": 11,
    "Lampung Timur": 9,
    "Metro": 8,
    "Pesawaran": 6,
    "Lampung Utara": 6,
    "Tanggamus": 5,
    "Pringsewu": 5,
    "Way Kanan": 4,
    "Lampung Barat": 4,
    "Tulang Bawang": 4,
    "Tulang Bawang Barat": 3,
    "Mesuji": 3,
    "Pesisir Barat": 2,
}
_BEYOND = {"Lampung": 14, "DKI Jakarta": 8, "Jawa Barat": 4, "Banten": 3, "Sumatera Selatan": 3, "Jawa Timur": 2}
_OFFICES = (
    *("Polres", "Pemkab", "Pemkot", "DPRD", "Kejari", "KPU", "Kodim", "BPBD", "Bawaslu", "Dinas Kesehatan", "BPS"),
    *("Dinas Pendidikan", "Dinas Sosial", "Dinas Perhubungan", "Disdukcapil", "Dinas PUPR", "Satpol PP", "Bappeda"),
    *("Dinas Pertanian", "Dinas Lingkungan Hidup", "PN", "Kemenag"),
)
_BODIES = (
    *("Polda Lampung", "Pemprov Lampung", "DPRD Lampung", "Kejati Lampung", "Polri", "KPK", "TNI", "Presiden"),
    *("BMKG", "BNPB", "Basarnas", "DPR RI", "Kemendagri", "Kemenkes", "Kementerian Keuangan", "Bank Indonesia"),
    *("OJK", "Bulog", "PLN", "BPJS Kesehatan", "Kementerian Pertanian", "BNN", "Ombudsman", "Mahkamah Agung"),
    *("Mahkamah Konstitusi", "Kejaksaan Agung", "Polda Metro Jaya", "Pemprov DKI Jakarta"),
    # Unknown to the registry: a site tags with what it likes.
    *("Pertamina", "Bank Lampung", "Universitas Lampung", "Karang Taruna Metro"),
)
_SENTENCE_END = re.compile(r"""(?<=[.!?])["”]?\s+(?=[A-Z"“])""")
_T = TypeVar("_T")


def source() -> Path:
    """The articles whose sentences are recombined: the real ones, or the bundled sample where those are absent."""
    return REAL if REAL.exists() else SAMPLE


def corpus(count: int) -> Iterator[dict[str, Any]]:
    """Rows of JSONL, ids ascending: id, title, body (about 290 words), published, agencies, regions, url, source.

    The first rows are the same for every count. Some have no agency, region or day.
    """
    chance = random.Random(SEED)
    sentences, titles = _material()
    bodies = _bodies(chance, sentences)
    done = 0
    while done < count:
        size = min(BATCH, count - done)
        rows = zip(
            range(done, done + size),
            chance.choices(titles, k=BATCH),
            _drawn(chance, days(), BATCH),
            _tags(chance, agencies(), (15, 45, 28, 12)),
            _tags(chance, regions(), (8, 70, 22)),
            bodies,
            strict=False,
        )
        for number, title, day, named, placed, body in rows:
            yield _row(number, title, body, day, named, placed)
        done += size


def article(row: dict[str, Any]) -> Article:
    """The article of a row, its tags resolved as indexing resolves them, and nothing read from the text."""
    return Article(
        row["id"],
        row["title"],
        row["body"],
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        source=row["source"],
        url=row["url"],
        agencies=tuple(map(agency_tag, row["agencies"])),
        regions=tuple(map(region_tag, row["regions"])),
    )


@cache
def agency_tag(name: str) -> AgencyTag:
    """The agency that a row names; one that the registry does not know goes by its name in small letters."""
    id_ = registry.resolve_agency(name) or "-".join(name.lower().split())
    return AgencyTag(id_, registry.agency_name(id_) or name)


@cache
def region_tag(name: str) -> RegionTag:
    """The region that a row names. Raises KeyError for one that the registry does not know."""
    code = registry.resolve_region(name)
    if code is None:
        raise KeyError(f"{name!r} is no region of search/data/regions.tsv; mend the list of benchmarks/corpus.py.")
    return RegionTag(code, registry.region_name(code) or name)


@cache
def agencies() -> dict[str, float]:
    """Names of about 300 agencies with their shares (Zipf)."""
    offices = [f"{office} {place}" for office in _OFFICES for place in _LAMPUNG]
    # Two spellings of one body, or an office that a place does not have, would be one agency twice.
    local = [name for name in offices if registry.resolve_agency(name)]
    random.Random(SEED).shuffle(local)
    names = {agency_tag(name).id: name for name in (*_BODIES, *local)}
    return {name: 1 / rank for rank, name in enumerate(names.values(), 1)}


def regions() -> dict[str, float]:
    """Names of regions with their shares."""
    return {**_LAMPUNG, **_BEYOND}


@cache
def days() -> dict[str | None, float]:
    """Days of eight years with their shares: more each year, fewer at weekends, now and then a day full of news."""
    chance, found = random.Random(SEED), dict[str | None, float]()
    total = (LAST - FIRST).days + 1
    for n in range(total):
        day = FIRST + timedelta(n)
        weekend = 0.6 if day.weekday() >= 5 else 1.0
        found[day.isoformat()] = (1 + 2 * n / total) * weekend * chance.lognormvariate(0, 0.4)
    found[None] = sum(found.values()) * 0.03
    return found


@cache
def _material() -> tuple[list[str], list[str]]:
    path = source()
    with gzip.open(path, "rt", encoding="utf-8") if path == REAL else path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    pieces = (s.strip() for row in rows for line in row["body"].splitlines() for s in _SENTENCE_END.split(line))
    # Pointers to other stories and subheads are no sentences.
    kept = dict.fromkeys(s for s in pieces if len(s) >= 30 and not s.startswith("Baca"))
    return list(kept), [row["title"] for row in rows]


def _bodies(chance: random.Random, sentences: Sequence[str]) -> Iterator[str]:
    """Bodies without end. Every sentence is used once before any comes again, so words keep their spread."""
    # A paragraph ends after every third sentence or so.
    deck = [s + ("\n" if n % 3 == 2 else " ") for n, s in enumerate(sentences)]
    lengths = [max(4, min(60, round(chance.lognormvariate(2.77, 0.35)))) for _ in range(BATCH)]
    at = len(deck)
    for length in itertools.cycle(lengths):
        if at + length > len(deck):
            chance.shuffle(deck)
            at = 0
        yield "".join(deck[at : at + length]).rstrip()
        at += length


def _drawn(chance: random.Random, shares: dict[_T, float], count: int) -> list[_T]:
    return chance.choices(list(shares), cum_weights=list(itertools.accumulate(shares.values())), k=count)


def _tags(chance: random.Random, shares: dict[str, float], numbers: Sequence[int]) -> Iterator[list[str]]:
    """BATCH lists of different values; `numbers` are the shares of lists with none, one, two ... of them."""
    values = iter(_drawn(chance, shares, BATCH * len(numbers)))
    for number in chance.choices(range(len(numbers)), numbers, k=BATCH):
        yield list(dict.fromkeys(itertools.islice(values, number)))


def _row(
    number: int, title: str, body: str, day: str | None, agencies: list[str], regions: list[str]
) -> dict[str, Any]:
    id_ = f"a{number:07}"
    url = f"https://contoh.invalid/{(day or '2018-01-01').replace('-', '/')}/{id_}"
    tags = {"agencies": agencies, "regions": regions}
    return {"id": id_, "title": title, "body": body, "published": day, **tags, "url": url, "source": "Contoh"}
