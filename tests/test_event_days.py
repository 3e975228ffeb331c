"""When what an article reports happened: rows of title, body, publication and the days that follow."""

from __future__ import annotations

from datetime import date

import pytest

from search.understanding.event_days import event_days

CASES = [
    # body, published, days, evidence, why
    ("Rapat digelar Rabu (10/12/2025).", None, ["2025-12-10"], "Rabu (10/12/2025)", "needs no publication"),
    ("Rapat digelar 10/12/2025.", None, ["2025-12-10"], "10/12/2025", "no weekday"),
    ("Rapat Senin (8/12/2025), kunjungan Rabu (10/12/2025).", None, ["2025-12-08"], "Senin (8/12/2025)", "first"),
    (
        *("Sejak 14 Januari 2025 ia dicari; ia ditangkap Rabu (23/7/2025).", None),
        *(["2025-07-23"], "Rabu (23/7/2025)", "a date without weekday is background"),
    ),
    ("Panen raya Senin (30/6).", "2025-07-02", ["2025-06-30"], "Senin (30/6)", "the year of publication"),
    ("Banjir Rabu (31/12).", "2026-01-02", ["2025-12-31"], "Rabu (31/12)", "the year before publication"),
    ("Pameran Senin (5/1).", "2025-12-30", ["2026-01-05"], "Senin (5/1)", "announced for the coming week"),
    ("Hujan turun 29 Februari.", "2025-03-01", ["2024-02-29"], "29 Februari", "the last year that has the day"),
    ("Panen raya Senin (30/6).", None, [], "", "year unknown"),
    ("Festival 1-10 Juli 2025.", None, ["2025-07-01", "2025-07-10"], "1-10 Juli 2025", "first and last day"),
    ("Harga naik sejak Desember 2025.", None, [], "", "a month is no event's day"),
    ("Ia berkata di Liwa, Selasa.", "2025-07-24", ["2025-07-22"], "Selasa", "the Tuesday before"),
    ("Ia berkata di Liwa, Kamis.", "2025-07-24", ["2025-07-24"], "Kamis", "the day of publication itself"),
    ("Ia berkata di Liwa, Selasa.", None, [], "", "a weekday alone is not enough"),
    ("Selasa ia datang; acara 10/12/2025.", "2025-12-12", ["2025-12-10"], "10/12/2025", "a date beats a weekday"),
    ("Lomba Senin (10/12/2025).", None, ["2025-12-10"], "Senin (10/12/2025)", "a wrong weekday does not unmake it"),
    ("Pada minggu kedua jalan diperbaiki.", "2025-12-12", [], "", "a week"),
    ("Kegiatan berjalan lancar.", "2025-12-12", [], "", "publication is no event"),
]


CASES += [
    (
        "Sidang mulai Kamis, 5 Juni 2025, kata dia, Senin (2/6/2025).",
        "2025-06-05",
        ["2025-06-02"],
        "Senin (2/6/2025)",
        "a date in brackets after its weekday goes before one in words",
    ),
    (
        "Dibuka Senin (26/7).",
        "2017-06-29",
        ["2017-07-26"],
        "Senin (26/7)",
        "the weekday fits no year: a slip of the pen, of the year of the report",
    ),
    (
        "Dibuka Rabu (26/12).",
        "2019-01-03",
        ["2018-12-26"],
        "Rabu (26/12)",
        "the weekday fits the year before",
    ),
]


@pytest.mark.parametrize(("body", "published", "days", "evidence", "why"), CASES)
def test_event_days(body: str, published: str | None, days: list[str], evidence: str, why: str) -> None:
    found = event_days("Judul berita", body, date.fromisoformat(published) if published else None)
    assert [event.day.isoformat() for event in found] == days, why
    for event in found:
        (seen,) = event.evidence
        assert (seen.field, seen.text) == ("body", evidence), why
        assert body[seen.start : seen.end] == evidence, why


def test_a_title_is_read_where_the_body_says_nothing() -> None:
    (event,) = event_days("Pasar malam 10 Desember 2025", "Pasar malam kembali dibuka.", None)
    (evidence,) = event.evidence
    assert (event.day, evidence.field, evidence.text) == (date(2025, 12, 10), "title", "10 Desember 2025")


def test_the_body_goes_before_the_title() -> None:
    (event,) = event_days("Menuju 1 Januari 2026", "Rapat digelar 10 Desember 2025.", None)
    assert event.day == date(2025, 12, 10)
