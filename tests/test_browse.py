"""What can be browsed: the regions of the start page, and the year whose months are shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web_site import by_class, page, published, site, stories, story, text


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return site(published(tmp_path_factory.mktemp("browse"), stories())).test_client()


YEARS = [
    ("", "2025", "the newest that has articles"),
    ("dari=2023&sampai=2024", "2024", "of several years the newest asked for"),
    ("dari=2021&sampai=2023", "2023", "the only one of them that has articles"),
    ("sampai=2024-06", "2024", "an end alone counts too"),
    ("dari=2024-02&sampai=2024-12", "2024", "one year"),
    ("dari=2023-06", "2025", "a beginning alone leaves the newest"),
]


@pytest.mark.parametrize(("days", "year", "why"), YEARS)
def test_the_months_are_those_of_the_year_asked_for(client: FlaskClient, days: str, year: str, why: str) -> None:
    (bars,) = by_class(page(client, f"/cari?{days}"), "bars")
    told = [text(a) for a in bars.iter("a")]
    assert told, why
    assert all(re.search(rf" {year}: ", words) for words in told), (told, why)


PROVINCE = [*(f"18.{n:02}" for n in range(1, 14)), "18.71", "18.72"]


def test_the_start_page_has_every_region_of_the_province_in_its_place(tmp_path: Path) -> None:
    """Their tiles stay where they are, however few stories they have and however many other regions have more."""
    written = [code for code in PROVINCE if code != "18.11"]
    others = [f"32.{n:02}" for n in range(1, 19)] + [f"33.{n:02}" for n in range(1, 30)]
    articles = [story(f"s-{code}-1", "Kabar", "Isi.", regions=(code,)) for code in (*written, *others, "18")]
    articles += [story(f"s-{code}-2", "Kabar", "Isi.", regions=(code,)) for code in others]
    tree = page(site(published(tmp_path, articles)).test_client(), "/")
    (tiles,) = by_class(tree, "map")
    assert [text(tile) for tile in tiles][:3] == [
        "Way Kanan 1 berita",
        "Tulang Bawang Barat 1 berita",
        "Mesuji 0 berita",
    ]
    assert sorted(a.get("href") for a in tiles.iter("a")) == [f"/wilayah/{code}" for code in sorted(written)]
    (rest,) = by_class(tree, "list")
    assert len(rest) == 8
    assert "Tampilkan lainnya (40) wilayah" in text(tree)


def test_tints_of_the_tiles_go_from_the_fewest_to_the_most(tmp_path: Path) -> None:
    counts = {"18.08": 1, "18.12": 2, "18.03": 9, "18.71": 40}
    articles = [story(f"{c}-{n}", "Kabar", "Isi.", regions=(c,)) for c, most in counts.items() for n in range(most)]
    (tiles,) = by_class(page(site(published(tmp_path, articles)).test_client(), "/"), "map")
    tints = {a.get("href").split("/")[-1]: a.get("class") for a in tiles.iter("a")}
    assert tints == {"18.08": "k1", "18.12": "k1", "18.03": "k3", "18.71": "k4"}


def test_without_a_story_about_the_province_there_is_no_map(tmp_path: Path) -> None:
    tree = page(site(published(tmp_path, [story("s", "Kabar", "Isi.", regions=("31",))])).test_client(), "/")
    assert by_class(tree, "map") == []
    assert [a.get("href") for a in by_class(tree, "list")[0].iter("a")] == ["/wilayah/31"]
