"""All that readers see of fixed words stands in web/wording: templates hold none of their own."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent / "web" / "templates"
SAID = ("aria-label", "title", "placeholder", "alt", "value")
NO_WORDS = ("svg", "code")
"""Elements that hold drawings and commands."""
JINJA = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.S)


class Words(HTMLParser):
    """Gathers the letters of a template's markup that readers see or hear."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._drawing = 0
        self.feed(JINJA.sub("", markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._drawing += tag in NO_WORDS
        given = dict(attrs)
        # The values of boxes and hidden fields stand in addresses, not on pages.
        silent = {"value"} if given.get("type") in ("checkbox", "radio", "hidden") else set()
        self.found += [given[name] or "" for name in SAID if name in given and name not in silent]

    def handle_endtag(self, tag: str) -> None:
        self._drawing -= tag in NO_WORDS

    def handle_data(self, data: str) -> None:
        if not self._drawing:
            self.found.append(data)

    @property
    def letters(self) -> list[str]:
        return [words.strip() for words in self.found if re.search(r"[^\W\d_]", words)]


def test_letters_are_seen_wherever_they_hide() -> None:
    assert Words("<p>Halo {{ a }}</p>").letters == ["Halo"]
    assert Words('<a aria-label="Tutup {{ x }}" class="b" href="#c">{% if a %}{{ b }}{% endif %} ✕</a>').letters == [
        "Tutup"
    ]
    assert Words("<svg><title>gambar</title></svg><p>{{ 'kata' }} 12 –</p>").letters == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_a_template_has_no_words_of_its_own(path: Path) -> None:
    assert Words(path.read_text(encoding="utf-8")).letters == []
