"""The recogniser promises: what a text names, where, and what only looks like a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.names.recogniser import mentions


def found(text: str) -> list[str]:
    """What is named: ids and codes, a bare type with "?" and a doubtful name with "~"."""
    marks = {"bare": "?", "agency": "", "region": ""}
    return [m.id + marks[m.kind] + ("" if m.certain else "~") for m in mentions(text)]


@pytest.mark.parametrize(
    ("text", "ids", "why"),
    [
        ("Polres Lampung Selatan", ["polres-lampung-selatan"], "type and place are one agency"),
        ("Lampung Selatan dan Lampung", ["18.01", "18"], "the longest name wins"),
        ("Tulang Bawang Barat", ["18.12"], "not Tulang Bawang"),
        ("Bandarlampung dan Tulangbawang", ["18.71", "18.05"], "joined spellings"),
        ("Kejaksaan Negeri (Kejari) Metro", ["kejari-metro"], "its short form in brackets stands between"),
        ("Dinas Tanaman Pangan (DTP) Pesawaran", ["dinas-tanaman-pangan-dan-hortikultura-pesawaran"], "unknown, too"),
        ("Dinas Kesehatan Kabupaten Pringsewu", ["dinas-kesehatan-pringsewu"], "the level stands between"),
        ("Kodim 0421/Lampung Selatan", ["kodim-lampung-selatan"], "the army's number stands between"),
        ("Kementerian Agama Kabupaten Mesuji", ["kantor-kemenag-mesuji"], "a ministry's office"),
        ("BNN Kabupaten (BNNK) Tanggamus", ["bnn-tanggamus"], "the level before the brackets"),
        ("DPRD Kota Bogor", ["dprd-kota-bogor"], "the level chooses between namesakes"),
        ("Bupati Way Kanan dan Kapolres", ["pemkab-way-kanan", "polres?"], "a head without a place is bare"),
        ("Pemerintah\nKota Metro", ["pemkot-metro"], "a wrapped line ends no sentence"),
        ("Sekda Kab. Pesawaran", ["pemkab-pesawaran"], "the stop of an abbreviation ends none"),
        ("hadir Kapolres. Lampung Tengah hujan", ["polres?", "18.02"], "no name reaches over a sentence's end"),
        ("di Kota\n\nMetro", [], "nor over a blank line"),
        ("polres lampung selatan", ["polres-lampung-selatan"], "a question in small letters"),
        ("Harga cabai di pringsewu naik", ["18.10"], "a headline with one capital"),
        ("Petani Lampung menanam kopi lampung", ["18"], "in a text with capitals, a region has one"),
        ("Kecamatan Natar", ["18.01"], "a kecamatan speaks for its kabupaten"),
        ("warga Natar", [], "not without its trigger word"),
        ("Pringsewu", ["18.10"], "kabupaten, though a kecamatan has the name"),
        ("Kecamatan Pringsewu", ["18.10"], "the kecamatan lies in it"),
        ("pelabuhan di Kalianda", ["18.01"], "a seat stands for its kabupaten"),
        ("Polsek Kalianda", ["polsek-kalianda"], "the kecamatan's"),
        ("Wali Kota Bogor", ["pemkot-bogor"], "the type chooses between namesakes"),
        ("Presiden Prabowo", ["presiden-ri"], "Indonesia's"),
        ("Presiden AS Donald Trump", [], "another country's"),
        ("mantan Kapolda Lampung", ["18"], "a former head does not act"),
        ("Peraturan Gubernur Lampung", ["18"], "the title of a regulation names nobody who acts"),
        ("warga Metro Utara", ["18.72~"], "a kecamatan that is named after its city"),
        ("pa dan pn", [], "short forms need capitals"),
        ("", [], "nothing"),
    ],
)
def test_mentions(text: str, ids: list[str], why: str) -> None:
    assert found(text) == ids, why


@pytest.mark.parametrize(
    ("text", "ids", "why"),
    [
        ("Polda Metro Jaya menangkap", ["polda-metro-jaya"], "Jakarta's police"),
        ("Kapolda Metro Jaya", ["polda-metro-jaya"], "and its head"),
        ("Ditreskrimum Polda Metro Jaya", ["polda?", "polda-metro-jaya"], "and its detectives"),
        ("siaran Metro TV", [], "a broadcaster"),
        ("Polres Metro Bekasi", ["polres-metro-bekasi"], "a police of Jakarta's region"),
        ("Kasat Reskrim Polres Metro Depok", ["polres?", "polres-metro-depok"], "the same, named by its officer"),
        ("Kepolisian Resor Metro Jakarta Barat", ["polres-metro-jakarta-barat"], "the same in its long form"),
        ("Metro", [], "an ordinary word"),
        ("di Metro", ["18.72~"], "only a text about Lampung can mean the city"),
        ("Kota Metro", ["18.72"], "said to be the city"),
        ("di Metro, Lampung", ["18.72", "18"], "said to be the one in Lampung"),
        ("Kecamatan Metro Kibang", ["18.07"], "lies in Lampung Timur"),
        ("di Metro Kibang", [], "nor is it Metro without the trigger"),
        ("di Jalan Pringsewu", [], "a street"),
        ("di Jl. Tanggamus", [], "a street, shortened"),
        ("Bapak Tanggamus", [], "a person"),
        ("Mesuji Raya", [], "a kecamatan of Ogan Komering Ilir"),
        ("bendungan Way Pisang", [], "a river, no fruit and no region"),
        ("jalan yang panjang", [], "an adjective"),
        ("Jalan yang Panjang", [], "also in a headline"),
        ("harga batu bara", [], "coal"),
        ("Harga Batu Bara Naik", [], "coal in a headline"),
        ("Kabupaten Batu Bara", ["12.19"], "the kabupaten, said to be one"),
        ("Puncak Arus Mudik", [], "a peak"),
        ("macet di Puncak", [], "a resort near Bogor"),
        ("Taman Way Jepara", [], "a kecamatan without its trigger"),
        ("ke Talang Padang", [], "not the city of Padang"),
        ("rumah makan Sate Padang", [], "a dish"),
        ("di Jalan ZA Pagar Alam", [], "a street in Bandar Lampung, not the city of Pagar Alam"),
        ("di Jalan Z.A. Pagar Alam", [], "the same with stops"),
        ("Batang Pohon Tumbang", [], "a stem"),
        ("Polisi Serang Balik", [], "a verb"),
        ("Nasib Malang Seorang Ibu", [], "an adjective"),
        ("di Malang", ["35.07"], "a place after a preposition"),
        ("Juli", [], "a month"),
        ("Universitas Lampung", [], "no government body and no place"),
        ("Radar Lampung", [], "a newspaper"),
        ("Desa Sukoharjo", [], "a village's name says nothing about the kabupaten of that name"),
        ("warga Desa Hajimena Indah", ["18.01"], "a village that only one kabupaten of Lampung has"),
        ("warga Hajimena", [], "a village counts after a word for its kind alone"),
        ("Desa Karangrejo", [], "the only one listed is a kelurahan of Metro, and cities have no desa"),
        ("Kelurahan Karangrejo", ["18.72"], "that one"),
        ("Piala Presiden 2017", [], "a cup"),
        ("Presiden Trump berkata", [], "another country's"),
        ("kata Presiden kemarin", ["presiden-ri"], "ours"),
        ("Menko Bidang Pangan", ["kementerian-koordinator-bidang-pangan"], "a coordinating minister, shortened"),
        ("PT Kereta Api Indonesia Divre IV Tanjungkarang", [], "a company, and its division is no place"),
        ("era Presiden Prabowo", [], "a time, nobody who acts"),
        ("Kampung Kayubatu", ["18.08"], "written as one word"),
        ("PT Lampung Jaya", [], "a company, no high court"),
    ],
)
def test_context_traps(text: str, ids: list[str], why: str) -> None:
    assert found(text) == ids, why


@pytest.mark.parametrize(
    ("text", "attribute", "why"),
    [
        ("kata dia di Bandarlampung, Selasa (2/1).", "spoken", "where somebody spoke"),
        ("katanya di Bandarlampung menyikapi hal itu", "spoken", "the verb says so, without a day"),
        ("Ia warga Pesawaran.", "resident", "where somebody lives"),
    ],
)
def test_what_a_region_is_mentioned_for(text: str, attribute: str, why: str) -> None:
    (mention,) = mentions(text)
    assert getattr(mention, attribute), why


def test_a_kecamatan_that_several_kabupaten_have_offers_all_of_them() -> None:
    (mention,) = mentions("Kecamatan Bumi Agung")
    assert mention.options == ("18.07", "18.08")


@given(
    st.text(max_size=80) | st.lists(st.sampled_from(["Polres", "Metro", "(", ")", ".", "\n", "Kota", "é", "I\u0307"]))
)
def test_any_text_is_read_and_offsets_stand_in_it_in_order(text: str | list[str]) -> None:
    text = text if isinstance(text, str) else " ".join(text)
    end = 0
    for mention in mentions(text):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


def test_offsets_are_code_points_of_the_text_as_it_is() -> None:
    text = "“Café” 😀 — Kejaksaan Negeri Metro"
    (mention,) = mentions(text)
    assert text[mention.start : mention.end] == "Kejaksaan Negeri Metro"
