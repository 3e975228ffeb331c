"""The question as parameters: read once, written back as the same question; faults told all at once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import BadQuestion
from search.parameters import NAMES, read, write
from search.query import MAX_CHOSEN, DateBasis, Query, Sort

TODAY = date(2025, 12, 10)


def test_nothing_asked_is_everything_newest_first() -> None:
    query = read({}, TODAY).query
    assert query == Query()
    assert query.order is Sort.NEWEST
    assert write(query) == []


def test_filters_take_ids_and_spellings_and_keep_what_is_unknown() -> None:
    reading = read(
        {"instansi": ["Kejari Metro", "kejari-metro", "Kementerian Angin", "-"], "wilayah": ["bandarlampung", "18.72"]},
        TODAY,
    )
    assert reading.query.agencies == ("kejari-metro", "Kementerian Angin", "-")
    assert reading.query.regions == ("18.71", "18.72")


@pytest.mark.parametrize(
    ("given", "since", "until"),
    [
        ({"dari": "10/12/2025"}, date(2025, 12, 10), None),
        ({"sampai": "Desember 2025"}, None, date(2025, 12, 31)),
        ({"dari": "2025-02", "sampai": "2025-02"}, date(2025, 2, 1), date(2025, 2, 28)),
        ({"dari": "2024", "sampai": "2024"}, date(2024, 1, 1), date(2024, 12, 31)),
        ({"dari": "kemarin", "sampai": "hari ini"}, date(2025, 12, 9), date(2025, 12, 10)),
        ({"dari": "  ", "sampai": ""}, None, None),
    ],
)
def test_days_are_read_as_people_write_them(given: dict[str, str], since: date | None, until: date | None) -> None:
    query = read({k: [v] for k, v in given.items()}, TODAY).query
    assert (query.since, query.until) == (since, until)


def test_all_faults_are_told_at_once_with_what_was_typed() -> None:
    given = {"dari": ["31/02/2025"], "sampai": ["besok lusa"], "hal": ["0"], "per_hal": ["51"], "urut": ["acak"]}
    with pytest.raises(BadQuestion) as e:
        read(given, TODAY)
    assert {(f.parameter, f.value, f.code) for f in e.value.faults} == {
        ("dari", "31/02/2025", "date"),
        ("sampai", "besok lusa", "date"),
        ("hal", "0", "page"),
        ("per_hal", "51", "size"),
        ("urut", "acak", "choice"),
    }


@pytest.mark.parametrize("name", ["urut", "menurut", "judul", "kabar", "explain", "per_hal"])
def test_on_the_page_an_odd_choice_counts_as_none(name: str) -> None:
    assert read({name: ["apa pun"]}, TODAY, strict=False).query == Query()
    with pytest.raises(BadQuestion):
        read({name: ["apa pun"]}, TODAY)


@pytest.mark.parametrize(("name", "value"), [("dari", "31/02/2025"), ("sampai", "x"), ("hal", "-1"), ("hal", "٣")])
def test_a_broken_date_or_page_is_a_fault_on_the_page_too(name: str, value: str) -> None:
    with pytest.raises(BadQuestion):
        read({name: [value]}, TODAY, strict=False)


def test_the_wrong_order_of_days_is_a_fault() -> None:
    with pytest.raises(BadQuestion) as e:
        read({"dari": ["2025"], "sampai": ["2024"]}, TODAY)
    assert [(f.parameter, f.code) for f in e.value.faults] == [("sampai", "order")]


@pytest.mark.parametrize(("per_page", "deepest"), [(10, 100), (50, 20), (1, 100)])
def test_pages_end_at_the_thousandth_hit(per_page: int, deepest: int) -> None:
    given = {"per_hal": [str(per_page)]}
    assert read({**given, "hal": [str(deepest)]}, TODAY).query.page == deepest
    with pytest.raises(BadQuestion):
        read({**given, "hal": [str(deepest + 1)]}, TODAY)


def test_too_many_values_of_one_facet() -> None:
    given = {"instansi": [f"instansi {n}" for n in range(MAX_CHOSEN + 1)]}
    with pytest.raises(BadQuestion):
        read(given, TODAY)
    assert len(read(given, TODAY, strict=False).query.agencies) == MAX_CHOSEN


def test_unknown_parameters_are_named() -> None:
    assert read({"q": ["banjir"], "halaman": ["2"], "<b>": [""]}, TODAY).unknown == ("halaman", "<b>")


def grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Pairs as `read` takes them."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    return given


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(str)
GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "q": st.lists(st.text(max_size=300), max_size=2),
        "instansi": st.lists(st.one_of(st.text(max_size=120), st.sampled_from(["Kejari Metro", "-"])), max_size=4),
        "wilayah": st.lists(st.one_of(st.text(max_size=120), st.sampled_from(["18.72", "lamsel"])), max_size=4),
        "dari": DAYS.map(lambda d: [d]),
        "urut": st.sampled_from(list(Sort)).map(lambda s: [s.value]),
        "menurut": st.sampled_from(list(DateBasis)).map(lambda b: [b.value]),
        "hal": st.integers(1, 20).map(lambda n: [str(n)]),
        "per_hal": st.integers(1, 50).map(lambda n: [str(n)]),
        "judul": st.sampled_from([["1"], ["0"], [""]]),
        "kabar": st.sampled_from([["semua"], []]),
    },
)


@pytest.mark.parametrize("value", ["ﷺ" * 60, "½" * 100, "a" * 99 + " b"])
def test_a_value_is_no_longer_when_it_is_read_again(value: str) -> None:
    query = read({"instansi": [value]}, TODAY).query
    assert read(grouped(write(query)), TODAY).query == query


@given(GIVEN)
def test_a_question_written_and_read_again_is_the_same(given: dict[str, list[str]]) -> None:
    query = read(given, TODAY).query
    pairs = write(query)
    assert read(grouped(pairs), TODAY).query == query
    assert [name for name, _ in pairs] == sorted((name for name, _ in pairs), key=NAMES.index)
