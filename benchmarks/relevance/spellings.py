"""The same thing under its other name: acronyms and their long forms, places of Lampung as people write them."""

from __future__ import annotations

import csv
import gzip
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from benchmarks.relevance.sets import DATA
from search.names import registry

SEEN = 10
"""Times that a mined pair must have been met in the articles."""
CLEAR = 0.8
"""Share of an acronym's findings that its commonest meaning must have: BPN and PUPR have two."""
SHORTEST = 3
"""Letters of an acronym: two (AS, DD, PU, SE) mean too many things, and are words of other languages."""
LAMPUNG = "18"
BY_HAND = {
    "pemkot": "pemerintah kota",
    "pemkab": "pemerintah kabupaten",
    "pemprov": "pemerintah provinsi",
    "pemda": "pemerintah daerah",
    "polda": "kepolisian daerah",
    "polres": "kepolisian resor",
    "polsek": "kepolisian sektor",
    "kejari": "kejaksaan negeri",
    "kejati": "kejaksaan tinggi",
    "dinkes": "dinas kesehatan",
    "disdik": "dinas pendidikan",
    "dishub": "dinas perhubungan",
    "diskominfo": "dinas komunikasi dan informatika",
    "disdukcapil": "dinas kependudukan dan pencatatan sipil",
    "bpbd": "badan penanggulangan bencana daerah",
    "bnn": "badan narkotika nasional",
    "bpkp": "badan pengawasan keuangan dan pembangunan",
    "bps": "badan pusat statistik",
    "bawaslu": "badan pengawas pemilihan umum",
    "kpu": "komisi pemilihan umum",
    "dprd": "dewan perwakilan rakyat daerah",
    "sekda": "sekretaris daerah",
    "kades": "kepala desa",
    "wabup": "wakil bupati",
    "wagub": "wakil gubernur",
    "bumdes": "badan usaha milik desa",
    "rsud": "rumah sakit umum daerah",
    "pns": "pegawai negeri sipil",
}
PLACES = {
    "bandar lampung": ("bandarlampung", "balam"),
    "lampung selatan": ("lamsel",),
    "lampung tengah": ("lamteng",),
    "lampung timur": ("lamtim",),
    "lampung barat": ("lambar",),
    "lampung utara": ("lampura",),
    "tulang bawang barat": ("tubaba", "tulangbawang barat"),
    "tulang bawang": ("tulangbawang", "tuba"),
    "way kanan": ("waykanan",),
    "pesisir barat": ("pesibar",),
    "teluk betung": ("telukbetung",),
    "tanjung karang": ("tanjungkarang",),
    "tanjung bintang": ("tanjungbintang",),
    "bandar jaya": ("bandarjaya",),
    "kota agung": ("kotaagung",),
    "gunung sugih": ("gunungsugih",),
    "terbanggi besar": ("terbanggibesar",),
    "way kambas": ("waykambas",),
    "way jepara": ("wayjepara",),
}
_OF_NO_WEIGHT = re.compile(r"\b(?:dan|dan/atau)\b|[^a-z]")

Forms = Mapping[str, Sequence[str]]
"""A form in lower case -> what may stand in its place."""


def acronyms(texts: Iterable[Sequence[str]]) -> Forms:
    """Acronym -> its long form, and the other way round: mined from all articles where they mean one thing, and by
    hand. Places are not among them.

    A mined acronym is put at length only where the articles that are asked (`texts` are their words) write that out
    somewhere: KRL is a garden in Lampung and a train in Jakarta.
    """
    with gzip.open(DATA / "acronyms_mined.csv.gz", "rt", encoding="utf-8") as file:
        mined = [(r["acronym"].lower(), r["expansion"].lower(), int(r["count"])) for r in csv.DictReader(file)]
    written = "\n".join(map(" ".join, texts))
    pairs = clear(mined)
    strange = {short for short, long in pairs.items() if short not in BY_HAND and long not in written}
    return {form: others for form, others in both_ways({**pairs, **BY_HAND}).items() if form not in strange}


def clear(mined: Iterable[tuple[str, str, int]]) -> dict[str, str]:
    """The pairs that were met often and mean one thing."""
    mined = list(mined)
    # "Usaha Mikro Kecil Menengah" and "... Kecil dan Menengah" are one meaning.
    meanings: dict[str, Counter[str]] = {}
    spellings: dict[tuple[str, str], Counter[str]] = {}
    for short, long, count in mined:
        meaning = _OF_NO_WEIGHT.sub("", long)
        meanings.setdefault(short, Counter())[meaning] += count
        spellings.setdefault((short, meaning), Counter())[long] += count
    # An ordinary word (pan, den) would be taken for an acronym where it is none.
    ordinary = set(StemmerFactory().get_words())
    found = {}
    for short, counts in meanings.items():
        meaning, count = counts.most_common(1)[0]
        long, most = spellings[short, meaning].most_common(1)[0]
        alone = count >= CLEAR * counts.total()
        place = (registry.resolve_region(long) or "").startswith(LAMPUNG)
        if most >= SEEN and alone and not place and len(short) >= SHORTEST and short not in ordinary:
            found[short] = long
    return found


def both_ways(pairs: Mapping[str, str]) -> Forms:
    """Each form with its other one; of a long form's acronyms the last one."""
    return {short: (long,) for short, long in pairs.items()} | {long: (short,) for short, long in pairs.items()}


class Swap:
    """Puts another form in place of one that a question holds."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        # The longest first: DPRD's name begins with DPR's.
        known = sorted(forms, key=lambda form: (-len(form), form))
        alternatives = "|".join(r"\s+".join(map(re.escape, form.split())) for form in known)
        self._pattern = re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)

    def __call__(self, text: str, drawn: random.Random) -> str | None:
        """The question with the first of its forms put otherwise; None where it holds none."""
        match = self._pattern.search(text)
        if not match:
            return None
        others = self._forms[" ".join(match[0].lower().split())]
        return text[: match.start()] + drawn.choice(others) + text[match.end() :]
