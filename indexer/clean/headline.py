"""Where a link's headline ends in running text, where nothing says so.

Too early leaves some words of a headline behind, too late takes words of the report away: so an end is given only
where something begins that no headline holds, and of two places the earlier one is taken.
"""

from __future__ import annotations

import re
from importlib.resources import files

from indexer.clean.noise import LONGEST_HEADLINE, in_title_case, is_headline

SHORTEST = 3
"""Words that every headline has: no sentence is looked for before them."""
LONGEST_SUBJECT = 12
"""Words of a speaker with offices and name."""
REPORT = 5000
"""Characters of the report before a link in which names and words are looked up."""
LONGEST_EXCLAMATION = 90
"""Characters of a further sentence of an advertisement that shouts."""

_SENTENCE_END = re.compile(r"[.!?…][\"”’)]{0,2}(?=\s|$)")
_FULL_STOP = re.compile(r"[^.]\.[\"”’)]{0,2}(?:\s|$)")
# Lost spaces glue a headline to the sentence after it ("PasarPada 2021").
_WORD = re.compile(r"\S+?(?=(?<=[a-z])[A-Z][a-z]|\s|$)")
_SHOUT = re.compile(rf" [^.!?\n]{{1,{LONGEST_EXCLAMATION}}}!(?=\s|$)")
# An advertisement made to look like a headline: "Susah tidur? Cek caranya di sini".
_AD_END = re.compile(r"[^.]{0,380}?\b(?:Cek|Klik|Pelajari|Temukan) (?:\w+ ){0,3}di sini\b")
# Another made so: its headline and its text are the same.
_TWICE = re.compile(r" ?([A-Z][^.!?\n]{24,120}?) \1(?= )")


def _list(name: str) -> frozenset[str]:
    lines = (files("indexer.clean") / name).read_text("utf-8").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))


_OPENERS = _list("sentence_openers.txt")
_HEADS = _list("subject_heads.txt")
# What Headlines Like This write small all the same.
_SMALL = frozenset(
    (
        *("di", "ke", "dari", "dan", "yang", "untuk", "dengan", "pada", "hingga", "bagi", "atas", "oleh", "dalam"),
        *("serta", "atau", "karena", "agar", "sebagai", "saat", "usai", "soal", "jadi", "akan", "tak", "para", "sejak"),
        *("tapi", "demi", "per", "vs", "antar", "antara", "bersama", "jika", "kepada", "lewat", "melalui", "menuju"),
        *("sampai", "sebelum", "secara", "selama", "setelah", "seperti", "tanpa", "tentang", "terhadap"),
        *("the", "of", "and", "a", "in", "to"),
    )
)
_BEFORE_NAMES = frozenset(
    ("di", "ke", "dari", "dan", "oleh", "asal", "bersama", "hingga", "sampai", "pada", "untuk", "vs")
)
# Where a headline writes one of these small, another with a capital begins a sentence.
_LITTLE = frozenset(("di", "ke", "dari", "yang", "untuk", "dengan", "pada", "dalam", "hingga", "bagi", "atas"))
_VERB = re.compile(r"(?:me|di|ber|ter)\w{3}|(?:juga|akan|telah|sudah|masih|bisa|tidak|belum|pun|bilang)\b")
_POINTING = frozenset(("ini", "itu", "tersebut"))
_DOING = re.compile(r"me\w+kan[,:]?$")
_SAYING = re.compile(
    r"(?:meng?(?:atakan|aku|akui|ungkap|ungkapkan|imbau|ingatkan|klaim|eklaim)|men(?:uturkan|ambahkan|jelaskan|yebut|"
    r"yebutkan|yampaikan|ilai|egaskan|erangkan|yatakan|ceritakan|yoroti|duga)|me(?:maparkan|mastikan|lanjutkan|minta)|"
    r"berharap|juga)[,:]?$"
)


def end(text: str, label: int, start: int, limit: int) -> int | None:
    """Where the headline that begins at `start` ends; None where it cannot be told.

    `label` is where its label begins ("Baca juga:"), `limit` where the next label or the text's end is.
    """
    rest = text[start:limit]
    if is_headline(rest.strip(" :")) or (limit == len(text) and _is_chain(rest)):
        return limit
    if ad := _AD_END.match(text, start, limit):
        return ad.end()
    found = _end(text, label, start, limit)
    twice = _TWICE.match(text, found, limit) if found else None
    return twice.end() if twice else found


def _end(text: str, label: int, start: int, limit: int) -> int | None:
    """The same for a headline that something follows."""
    rest = text[start:limit]
    window = rest[:LONGEST_HEADLINE]
    stop = next((s for s in _SENTENCE_END.finditer(window) if len(window[: s.end()].split()) >= SHORTEST), None)
    if stop:
        window = window[: stop.end()]
    words = list(_WORD.finditer(window))
    first = [word[0] for word in words[:8]]
    titled = in_title_case(" ".join(first))
    proper = titled and not any(_is_small(word) for word in first[:4])
    report = text[max(0, label - REPORT) : label]
    sure = True
    for n in range(SHORTEST, len(words) - 1):
        word, following, at = words[n][0], words[n + 1][0], start + words[n].start()
        if _opens_sentence(word, following, titled) or (sure and _opens_quote(text, at)):
            return at
        if word[0].isupper() and word.lower() in _LITTLE and any(w[0] in _LITTLE for w in words[1:n]):
            return at
        if not sure:
            # The sentence may have begun: only a word that begins one is proof now, and no subhead may be between.
            if word[-1] == ":" or (_is_name(word) and words[n - 1][0][0].isupper() and _is_small(following)):
                return None
            continue
        if _is_small(following) if proper else _SAYING.match(following):
            subject = _subject([w[0] for w in words], n, proper, report)
            if subject is not None:
                return start + words[subject].start()
            sure = False
        elif not titled and word[0].isupper() and words[n - 1][0][0].islower():
            if _is_common(word, following, report):
                return at
            sure = not _is_name(word) or words[n - 1][0] in _BEFORE_NAMES
    return _after_stop(text, start, stop, sure or not proper)


def _after_stop(text: str, start: int, stop: re.Match[str] | None, sure: bool) -> int | None:
    """The end of a headline that ends with a mark of its own: a question, a cry, dots.

    A cry goes on with further ones. Where the headline is not `sure` to go on so far, a cry must follow: no report
    asks and shouts in a row, advertisements do.
    """
    if not stop or (stop[0][0] == "." and stop.string[stop.start() - 1] != "."):
        return None
    at = ended = start + stop.end()
    while (stop[0][0] == "!" or not sure) and (cry := _SHOUT.match(text, at)):
        at = cry.end()
    return at if sure or at > ended else None


def _is_small(word: str) -> bool:
    """Whether a word is written small that a Headline Like This would begin with a capital."""
    return word[0].islower() and word.rstrip(",.:").lower() not in _SMALL


def _is_name(word: str) -> bool:
    """Whether a word has a capital and is no acronym: a name, or what begins a sentence."""
    return word[0].isupper() and not word.isupper()


def _opens_sentence(word: str, following: str, titled: bool) -> bool:
    """Whether a word begins the sentence after a headline; in a Headline Like This small letters must follow most."""
    if not word[0].isupper() or word.rstrip(",").lower() not in _OPENERS:
        return False
    return not titled or word.endswith(",") or following[0].islower() or word in _HEADS


def _opens_quote(text: str, at: int) -> bool:
    """Whether somebody's speech begins here: a quotation longer than those in headlines, or closed after a comma."""
    closing = {'"': '"', "“": "”"}.get(text[at])
    if not closing:
        return False
    closed = text.find(closing, at + 1, at + 45)
    return closed < 0 or text[closed - 1] in ",."


def _is_chain(rest: str) -> bool:
    """Whether the rest of a text is one headline after the other: Written Like This, and no sentence among them."""
    return "•" not in rest and not _FULL_STOP.search(rest) and in_title_case(rest)


def _is_common(word: str, following: str, report: str) -> bool:
    """Whether a capital begins a word that the report writes small, before small letters: so a sentence begins."""
    return len(word) >= 5 and following[0].islower() and f" {word.lower()} " in report


def _subject(words: list[str], n: int, proper: bool, report: str) -> int | None:
    """Where the subject begins that ends with word `n`, before small letters; None where that cannot be told.

    Offices begin it ("Wakil Bupati …"); else it is a name that the report has named before. `proper` says that the
    Headline Is Like This: in others small letters may belong to the sentence too.
    """
    at = n + 1
    while at > SHORTEST and n - at < LONGEST_SUBJECT and words[at - 1][0].isupper():
        if at <= n and words[at - 1].endswith(","):
            break
        at -= 1
    before = words[at - 1]
    if at > n or (not proper and any(word.endswith(",") for word in words[SHORTEST:n])):
        return None
    following = words[n + 1].rstrip(",")
    if n + 2 < len(words) and words[n + 2].rstrip(",") in _POINTING:
        following = words[n + 2].rstrip(",")  # "Aksi nekat itu"
    if not proper and at == n and words[n].isupper():
        return None  # "pemerintah RI mengimbau"
    begin = next((head for head in range(at, n + 1) if words[head] in _HEADS), None)
    if begin is None:
        begin = n + 1
        while begin > at and f" {' '.join(words[begin - 1 : n + 1])}" in report:
            begin -= 1
        if following in _POINTING or (
            proper and _is_common(words[n], following, report) and not _VERB.match(following)
        ):
            begin = min(begin, n)
        elif not (_SAYING.match(following) or (proper and _DOING.match(following))):
            return None
    while begin > SHORTEST and words[begin - 1].lower() in _OPENERS and words[begin - 1][0].isupper():
        begin -= 1  # "Setelah Budi menyerahkan"
    # "Budi Contoh, Direktur Pasar, menilai", "Utusan untuk Contoh menilai": the subject begins before that.
    joined = begin == at and (before.endswith(",") or before in _SMALL)
    return None if begin > n or joined else begin
