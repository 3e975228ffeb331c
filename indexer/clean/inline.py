"""Links, buttons and bylines inside a paragraph, where a portal's text came without line ends.

A headline in running text ends where nothing says so. It is taken out only where its end is sure: at the next
link, at the end of the paragraph, or before a word that begins a sentence. Else it stays: rather a headline too
much than a sentence too little.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from indexer.clean import headline
from search.model import Removed

# Each pattern has words without which it finds nothing: to look for these first costs a fraction of trying it.
_LABEL_WORDS = ("Baca", "BACA", "Simak", "SIMAK", "Lihat", "LIHAT", "Pilihan", "Tonton", "Saksikan")
_LABEL = re.compile(
    r"\[?(?:(?:Baca|BACA|Simak|SIMAK|Lihat|LIHAT)[ _](?:[Jj]uga|JUGA|[Ll]ainnya|[Ss]elengkapnya) ?:|Baca ?:"
    r"|Pilihan [Ee]ditor ?:|(?:Simak|Tonton|Lihat|Saksikan)(?: juga)? [Vv]ideo\b ?:?) ?"
)
# Labels that no prose writes so, with capital and colon: they may follow a subhead or a list, but no opening quote.
_SURE_LABEL = re.compile(r"(?:Baca|BACA)[ _](?:[Jj]uga|JUGA)|Pilihan")
# Fixed words that stand for buttons and advertisements wherever they are, each with the words that it needs.
_BUTTONS = tuple(
    (kind, tuple(needed.split("|")), re.compile(pattern))
    for kind, needed, pattern in (
        ("advertisement", "SCROLL TO ", r"\b(?:ADVERTISEMENT )?SCROLL TO (?:CONTINUE|RESUME)(?: WITH)? CONTENT\b"),
        ("advertisement", "ADVERTISEMENT|:", r"\bADVERTISEMENT\b|\[Gambas:[^\]\n]{1,80}\]"),
        (
            "advertisement",
            "Scroll ",
            r"\bScroll (?:untuk|ke bawah untuk) (?:baca|membaca|melanjutkan)(?: artikel| membaca)?\b",
        ),
        ("advertisement", "Advertisement. ", r"\bAdvertisement\. Scroll to continue reading\."),
        ("share", "Share this article", r"\bShare this article\b"),
        ("refuse", "Halaman Selanjutnya", r"\bHalaman Selanjutnya\b"),
        (
            "share",
            "hatsapp|hatsApp|oogle News|WA Channel",
            r"\b(?:Ikuti|Gabung|Dapatkan|Cek|Telusuri|Liputan)\b[^.!?:,\n]{0,90}(?:(?:\b[Cc]hannel|\b[Ss]aluran|\b[Kk]anal|"
            r"[Cc]hatbot)(?: di)? (?:WA|Whats[Aa]pp)|(?:WA|Whats[Aa]pp) Channel|Google News|di Whats[Aa]pp Anda)\b"
            r"(?:,? ?dan ?(?:WA|Whats[Aa]pp) Channel)?(?: kami| Anda| [A-Z]\w*?(?=sumber ?:| [A-Z“\"]))?"
            r"(?: \([^()\n]{1,20}\))?\.?",
        ),
        (
            "credit",
            "(Foto|(FOTO|(Photo|(Dok|(Sumber",
            r"\((?:Foto|FOTO|Photo|Dok\.?|Sumber [Ff]oto) ?[:/][^()\n]{1,80}\)",
        ),
        # The sign is a picture of an icon font: a magnifying glass above a picture.
        (
            "credit",
            "\uf00e",
            r"\uf00e[^\uf00e\n]{1,200}?Photo ?:[^\uf00e.\n]{1,60}?(?=(?:Baca|BACA) ?(?:[Jj]uga|JUGA) ?:|$)",
        ),
        (
            "byline",
            "erkontribusi ",
            r"(?:\bReportase oleh [^.\n]{2,60}\. ?)?\b(?:[A-Z]\w*(?:,? (?:[Dd]an )?[A-Z]\w*){0,9} (?:turut )?)?"
            r"berkontribusi (?:untuk|dalam|pada) (?:penulisan )?(?:artikel|laporan|berita|liputan) ini\b\.?",
        ),
        (
            "byline",
            "dengan bantuan AI",
            r"\b(?:Konten|Artikel|Berita) ini (?:diolah|dibuat|ditulis) dengan bantuan AI\b\.?",
        ),
        ("related", "elengkapnya ", r"(?<=[.!?”\"] )(?:Baca s|S)elengkapnya (?:baca )?di sini\b\.?"),
        (
            "related",
            " juga '| juga \"| juga ‘| juga “",
            r"(?:(?<=[.!?”\"] )|^)(?:Simak|Tonton|Saksikan|Lihat) juga "
            r"(?:'[^'\n]{5,160}'|\"[^\"\n]{5,160}\"|[‘“][^’”\n]{5,160}[’”])(?: di sini)? ?(?::|$)",
        ),
        ("related", ":", r"\[(?:Baca|BACA|Simak|Lihat) ?(?:[Jj]uga|JUGA)? ?:[^\[\]\n]{1,200}\]"),
        ("related", ":", r"\((?:Baca|BACA|Simak|Lihat) ?(?:[Jj]uga|JUGA)? ?:[^()\n]{1,200}\)"),
    )
)
_TAIL_WORDS = (
    *("Penerjemah", "Penyunting", "Uploader"),
    *("Pewarta", "Reporter", "Penulis", "Kontributor", "Editor", "Redaktur"),
    *("Copyright", "©", "Dilarang ", "Berita ini ", "Artikel ini "),
)
_TAIL = re.compile(
    r"(?:Pewarta|Reporter|Penulis|Penerjemah|Penyunting|Kontributor|(?<!Pilihan )Editor|Redaktur|Uploader) ?: ?(?=\w)"
    r"|Copyright ?(?:©|\(c\)|\d{4})"
    r"|© ?\d{4}\b|Dilarang (?:keras )?(?:mengambil|menyalin|mengutip|memperbanyak|menyebarluaskan)[^.\n]{0,60}"
    r"\b(?:konten|isi|artikel|berita|tulisan|situs)\b"
    r"|(?:Berita|Artikel) ini (?:telah|sudah) (?:tayang|terbit|dimuat) di "
)
# Each of these runs to the end, however long it is.
_LAST_WORDS = ("Berita", "Artikel", "©", "Dilarang")
# What a text must hold for any of all these.
_NEEDED = tuple(
    dict.fromkeys(
        [":", " Video", " video", "Copyright", "©", "Dilarang ", "Berita ini ", "Artikel ini "]
        + [word for _, needed, _ in _BUTTONS for word in needed]
    )
)
LONGEST_TAIL = 700
"""Characters of byline and copyright at the end of an article."""
LONGEST_BYLINE = 160
"""Characters of the names alone."""


def without_noise(paragraphs: list[str], removed: list[Removed]) -> list[str]:
    """The paragraphs without links, buttons and bylines; they go to `removed`. What is left empty is left out."""
    if not _has("\n".join(paragraphs), _NEEDED):
        return paragraphs
    return [left for paragraph in paragraphs if (left := _without_noise(paragraph, removed))]


def _without_noise(paragraph: str, removed: list[Removed]) -> str:
    paragraph = _without_tail(paragraph, removed)
    for kind, needed, pattern in _BUTTONS:
        if not _has(paragraph, needed):
            continue
        paragraph, passages = _cut(paragraph, [match.span() for match in pattern.finditer(paragraph)])
        removed.extend(Removed(kind, passage) for passage in passages)
    paragraph, passages = _cut(paragraph, _links(paragraph))
    removed.extend(Removed("related", passage) for passage in passages)
    return paragraph


def _has(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110  a generator costs more than the words do
        if word in text:
            return True
    return False


def _without_tail(paragraph: str, removed: list[Removed]) -> str:
    """The paragraph without byline and copyright at its end."""
    if not _has(paragraph, _TAIL_WORDS):
        return paragraph
    for match in _TAIL.finditer(paragraph, max(0, len(paragraph) - LONGEST_TAIL)):
        names = paragraph[match.start() :].partition("Copyright")[0]
        if len(names) <= LONGEST_BYLINE or match[0].startswith(_LAST_WORDS):
            removed.append(Removed("byline", paragraph[match.start() :].strip()))
            return paragraph[: match.start()].rstrip()
    return paragraph


def _links(text: str) -> list[tuple[int, int]]:
    """Where the links of a paragraph stand, label and headline."""
    labels = list(_LABEL.finditer(text)) if _has(text, _LABEL_WORDS) else []
    spans: list[tuple[int, int]] = []
    for label, following in zip_longest(labels, labels[1:]):
        chained = bool(spans) and spans[-1][1] == label.start()
        if not chained and not _stands_apart(text, label.start(), bool(_SURE_LABEL.match(label[0]))):
            continue
        end = headline.end(text, label.start(), label.end(), following.start() if following else len(text))
        if end:
            spans.append((label.start(), end))
    return spans


def _stands_apart(text: str, start: int, sure: bool) -> bool:
    """Whether a label follows the end of a sentence, or any word if it is `sure`: in prose "baca juga" stays."""
    before = text[max(0, start - 4) : start]
    ended = before.rstrip()
    if not ended:
        return start - len(before) == 0
    opening_quote = ended[-1] == '"' and ended == before and not re.search(r"[.!?,]\"$", ended)
    return (ended[-1] in '.!?…)]”’"' or (sure and ended[-1].isalnum())) and not opening_quote


def _cut(text: str, spans: list[tuple[int, int]]) -> tuple[str, list[str]]:
    """The text without some passages, one space or none where they were, and the passages."""
    if not spans:
        return text, []
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    kept = [text[a:b].strip() for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return " ".join(piece for piece in kept if piece), [text[a:b].strip() for a, b in spans]
