"""Whole lines that are no part of a report: links, advertisements, share buttons, credits, tags, refuse."""

from __future__ import annotations

import re

from indexer.clean.paragraphs import ends_sentence, is_item
from search.model import Removed

LONGEST_HEADLINE = 160
"""Characters of a headline; of 12,000 titles at hand three are longer."""
LONGEST_TAG = 100
"""Characters of a tag below an article."""

_NETWORK = r"(?:facebook|twitter|whatsapp|telegram|linkedin|pinterest|line|email|share|tweet|bagikan|salin tautan)"
_ROLE = (
    r"(?:pewarta|reporter|penulis|penerjemah|penyunting|editor|redaktur|kontributor|fotografer|uploader|laporan|oleh|sumber"
    r"|sumber berita|source|via)"
)
_MONTH = r"[a-z]{3,9}\.?"
_MOMENT = rf"(?:[a-z']{{4,7}},? )?\d{{1,2}} {_MONTH} \d{{4}}[ ,|/-]{{0,4}}\d{{1,2}}[:.]\d\d(?: ?(?:wib|wita|wit))?"

# Each looks at a line of its own, from its beginning to its end; the first that fits names the kind.
_KINDS = tuple(
    (kind, f"(?i:{pattern})" if flags else pattern)
    for kind, flags, pattern in (
        ("advertisement", re.I, r"(?:advertisement|iklan)\W{0,3}(?:scroll to .{1,40})?$"),
        ("advertisement", re.I, r"scroll (?:to (?:continue|resume)|untuk|ke bawah untuk) .{1,40}$"),
        ("advertisement", re.I, r"\[gambas:[^\]]{1,80}\]$"),
        ("share", re.I, r"(?:share|bagikan|sebarkan) (?:this article|(?:artikel|berita) ini)\W{0,3}$"),
        ("share", re.I, rf"{_NETWORK}(?:[ ,|/:]{{0,3}}{_NETWORK}){{0,8}}\W{{0,3}}$"),
        (
            "share",
            re.I,
            r"(?:ikuti|gabung|dapatkan|cek) .{0,160}(?:google news|(?:wa|whatsapp) channel|(?:channel|saluran|kanal) "
            r"(?:wa|whatsapp)).{0,80}$",
        ),
        ("related", 0, r"[\"'“‘]?(?:Simak|Tonton|Lihat|Saksikan)(?: juga)?,? ?(?:[Vv]ideo|Live).{0,200}(?<!\.)$"),
        ("related", 0, r"(?:Simak|Tonton|Lihat) juga,? [\"'“‘].{0,200}(?<!\.)$"),
        ("related", 0, r"Video ?: .{1,200}$"),
        ("related", re.I, r"(?:baca )?selengkapnya(?: (?:di|klik) .{1,20})?\W{0,3}$"),
        (
            "credit",
            0,
            r"\(?(?:(?:Foto|FOTO|Photo|Sumber foto|Dok\.?) ?[:/]|(?:Ilustrasi|Arsip foto) ?[:–-]).{1,250}$",
        ),
        ("byline", re.I, rf"{_ROLE} ?: ?[^.!?]{{1,30}}(?:\. ?[^.!?]{{1,40}}){{0,2}}\.?$"),
        ("byline", re.I, r"(?:copyright ?(?:©|\(c\)|\d{4})|© ?\d{4}\b).{0,600}$"),
        (
            "byline",
            re.I,
            r"dilarang (?:keras )?(?:mengambil|menyalin|mengutip|memperbanyak|menyebarluaskan)[^.]{0,60}"
            r"\b(?:konten|isi|artikel|berita|tulisan|situs)\b.{0,200}$",
        ),
        ("byline", 0, r"(?:Artikel|Berita|Konten) ini di(?:tulis oleh|olah dengan|buat dengan) .{1,160}$"),
        ("byline", re.I, r"(?:berita|artikel) ini (?:telah|sudah) (?:tayang|terbit|dimuat) di .{1,300}$"),
        ("refuse", re.I, r".{0,80}\.(?:jpe?g|png|gif|webp)\)?$"),
        ("refuse", re.I, rf"{_MOMENT}$"),
        ("refuse", re.I, r"\d{1,3} (?:detik|menit|jam|hari|minggu|bulan) (?:yang )?lalu$"),
        ("refuse", re.I, r"halaman (?:selanjutnya|berikutnya)$"),
        ("refuse", 0, r"[*_=~#•·. ]{2,80}$"),
        # What scripts and markup leave behind.
        ("refuse", 0, r"(?:googletag\.|\(?adsbygoogle\b|window\.|document\.|var \w+ ?= ?|\}\);?).{0,300}$"),
        ("refuse", 0, r"(?:</?[a-zA-Z][^<>]{0,80}> ?){1,5}$"),
    )
)
# One pattern of all, a group each: most lines fit none, and to try them one by one costs four times as much.
_LINE = re.compile("|".join(f"({pattern})" for _, pattern in _KINDS))
_LABEL = re.compile(
    r"\[?(?:baca|simak|lihat)[ _](?:juga|lainnya|selengkapnya) ?[:–-]?$"
    r"|(?:berita|artikel) (?:terkait|lainnya|populer) ?:?$",
    re.I,
)
_LABELLED = re.compile(r"\[?(?:Baca|BACA|Simak|SIMAK|Lihat|LIHAT)[ _](?:[Jj]uga|JUGA|[Ll]ainnya) ?[:–-] ?(.*)$")
_ROLE_ALONE = re.compile(rf"{_ROLE} ?:$", re.I)
_TAGS = re.compile(r"(?:tags?|topik|kata kunci) ?:", re.I)
_INITIALS = re.compile(r"\([\w*]{1,12}(?: ?/ ?[\w*]{1,12}){0,3}\)$")


def without_noise(lines: list[str], removed: list[Removed]) -> list[str]:
    """The lines that belong to the report (and empty ones); the others go to `removed` with their kind."""
    end = _end_before_tags(lines)
    kept: list[str] = []
    at = 0
    while at < end:
        line = lines[at].strip()
        kind, until = _noise(lines, at, end) if line else (None, at + 1)
        if kind:
            removed.append(Removed(kind, "\n".join(text.strip() for text in lines[at:until] if text.strip())))
        else:
            kept.append(lines[at])
        at = until
    if tags := "\n".join(line.strip() for line in lines[end:] if line.strip()):
        removed.append(Removed("refuse", tags))
    return kept


def is_headline(text: str) -> bool:
    """Whether a text may be another article's headline: short, and not ended by a full stop."""
    return len(text) <= LONGEST_HEADLINE and not re.search(r"[^.]\.[\"”')]{0,2}(?:\s|$)|[,:;]$", text)


def _noise(lines: list[str], at: int, end: int) -> tuple[str | None, int]:
    """The kind of noise that begins in this line, and the line after it; (None, next line) of a report's line."""
    line = lines[at].strip()
    if _LABEL.match(line):
        return "related", _links_end(lines, at + 1, end)
    if (found := _LABELLED.match(line)) and is_headline(found[1]):
        return "related", at + 1
    if _ROLE_ALONE.match(line):
        name = _next(lines, at + 1, end)
        is_name = name < end and len(lines[name]) <= 60 and not ends_sentence(lines[name])
        return "byline", name + 1 if is_name else at + 1
    if len(line) <= 700 and (fits := _LINE.match(line)) and fits.lastindex:
        return _KINDS[fits.lastindex - 1][0], at + 1
    return None, at + 1


def _links_end(lines: list[str], at: int, end: int) -> int:
    """The line after the headlines that follow a label such as "Baca Lainnya :".

    A list ends with its last item. Without a list one headline belongs to the label, and further ones as long
    as they are Written Like Headlines.
    """
    first = _next(lines, at, end)
    if first < end and is_item(lines[first]):
        after = first
        while after < end and is_item(lines[after]) and len(lines[after]) <= LONGEST_HEADLINE + 20:
            at = after + 1
            after = _next(lines, at, end)
        return at
    if first >= end or not is_headline(lines[first].strip()) or lines[first].strip()[0].islower():
        return at
    at = first + 1
    while at < end and lines[at].strip() and is_headline(lines[at].strip()) and in_title_case(lines[at]):
        at += 1
    return at


def in_title_case(text: str) -> bool:
    """Whether most of the longer words begin with a capital, as in most portals' headlines."""
    long = [word for word in text.split() if len(word) >= 5 and word[0].isalpha()]
    return len(long) >= 3 and sum(word[0].isupper() for word in long) >= 0.7 * len(long)


def _next(lines: list[str], at: int, end: int) -> int:
    """The next line that is not empty, `end` where there is none."""
    while at < end and not lines[at].strip():
        at += 1
    return at


def _end_before_tags(lines: list[str]) -> int:
    """Where the list of tags at the end begins: below "Tags:", or below the initials "(abc/def)"."""
    end = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at].strip()
        if _TAGS.match(line):
            end = at
        elif _INITIALS.match(line):
            return min(end, at + 1)
        elif len(line) > LONGEST_TAG or ends_sentence(line):
            break
    return end
