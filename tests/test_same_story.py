"""A hit tells how many other media carry its story, where that is known, and when it was first published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from search.analysis import terms
from search.engines.whoosh import WhooshBackend
from search.model import WIB
from tests.web_site import by_class, page, site, story, text

COPIES = [
    (["Kabar Sai", "Suara Tapis"], "2 media memuat berita serupa", "two other media"),
    (["Kabar Sai", "Kabar Sai"], "1 media memuat berita serupa", "each medium once"),
    (["Kabar Sai", "Lampung Raya"], "1 media memuat berita serupa", "its own medium is no other"),
    (["Lampung Raya"] * 2, "2 artikel lain memuat berita serupa", "no other medium at all"),
    (["Kabar Sai", None], "2 artikel lain memuat berita serupa", "one of them does not say whose it is"),
    (["a", "b", "c", "d", "e"], "5 media memuat berita serupa", "more than are listed"),
]


@pytest.mark.parametrize(("sources", "said", "why"), COPIES)
def test_media_are_counted_where_all_of_them_are_known(
    tmp_path: Path, sources: list[str | None], said: str, why: str
) -> None:
    first = datetime(2025, 12, 10, 8, 53, tzinfo=WIB)
    ids = tuple(f"salinan-{n}" for n in range(len(sources)))
    face = story("muka", "Banjir besar", "Banjir.", date(2025, 12, 10), published_at=first, source="Lampung Raya")
    copies = [story(i, f"Judul {i}", "Banjir.", source=s, face="muka") for i, s in zip(ids, sources, strict=True)]
    backend = WhooshBackend(tmp_path / "generations")
    build = backend.create()
    build.add([terms.analyse(replace(face, copies=ids)), *(replace(terms.analyse(c), face=False) for c in copies)])
    backend.publish(build.commit(1))
    (fold,) = by_class(page(site(backend).test_client(), "/cari?q=banjir"), "fold")
    assert text(fold.find("summary")) == said, why
    listed = [text(li) for li in fold.iter("li")]
    assert listed[0] == "Pertama dimuat: Rabu, 10 Desember 2025, 08.53 WIB"
    assert listed[1].endswith("Judul salinan-0")
    rest = len(sources) - 3
    assert listed[4:] == ([f"Tampilkan lainnya ({rest}) berita serupa"] if rest > 0 else [])
