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


def test_the_start_page_has_every_region_of_the_province(tmp_path: Path) -> None:
    codes = [*(f"18.{n:02}" for n in range(1, 14)), "18.71", "18.72", "18"]
    articles = [story(f"s-{code}", "Kabar", "Isi.", regions=(code,)) for code in codes]
    tree = page(site(published(tmp_path, articles)).test_client(), "/")
    listed = {e.get("href") for e in tree.iter("a") if e.get("href").startswith("/cari?wilayah=")}
    assert listed == {f"/cari?wilayah={code}" for code in codes}
