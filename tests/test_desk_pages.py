"""What an editor does at the desk: drafts, trails, pins, hides, saved searches, questions without an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.whoosh import WhooshBackend
from tests.desk_site import EDITOR, FROM_DESK, Desk
from tests.web_site import by_class, published, stories, text

LAST_DAY = "31/12/2025"
DRAFT = (
    "Banjir kembali merendam Rajabasa\n\nBANDAR LAMPUNG - Banjir merendam rumah warga di Rajabasa, Jumat (12/12/2025). "
    "Pemkot Bandar Lampung mengeruk Way Rajabasa dan mendirikan dapur umum."
)


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    return published(tmp_path / "index", stories())


@pytest.fixture
def desk(backend: WhooshBackend, tmp_path: Path) -> Desk:
    return Desk(backend, tmp_path / "desk")


def page_text(tree: object) -> str:
    return " ".join(text(next(tree.iter("main"))).split())  # type: ignore[attr-defined]


def links(tree: object) -> list[str]:
    return [a.get("href") for a in next(tree.iter("main")).iter("a")]  # type: ignore[attr-defined]


# A draft


def test_a_draft_gets_related_stories_with_reasons_and_lines_to_cite(desk: Desk) -> None:
    told = page_text(desk.post("/meja", naskah=DRAFT))
    assert "Banjir rendam Rajabasa" in told
    assert "Pemkot keruk Way Rajabasa usai banjir" in told
    assert "Kesamaan:" in told
    assert "Lampung Raya, “Banjir rendam Rajabasa”, Rabu, 10 Desember 2025, https://contoh.example/banjir-1" in told


def test_what_is_recognised_can_be_taken_off_and_stays_off(desk: Desk) -> None:
    tree = desk.post("/meja", naskah=DRAFT)
    offered = {box.get("value"): "checked" in box.attrib for box in tree.iter("input") if box.get("name") == "kenal"}
    assert offered["wilayah:18.71"]
    client, form = (
        desk.client,
        {"naskah": DRAFT, "ada": list(offered), "kenal": [k for k in offered if k != "wilayah:18.71"]},
    )
    answer = client.post("/meja", data=form, headers=FROM_DESK).text
    assert 'value="wilayah:18.71">' in answer
    assert 'value="wilayah:18.71" checked' not in answer


def test_limits_narrow_what_a_draft_gets(desk: Desk) -> None:
    assert "Pemkot keruk" not in page_text(desk.post("/meja", naskah=DRAFT, dari="1/12/2025"))
    assert "Banjir rendam" not in page_text(desk.post("/meja", naskah=DRAFT, sampai="30/11/2025"))
    assert "Belum ada berita terkait" in page_text(desk.post("/meja", naskah=DRAFT, wilayah="18.72"))


def test_faults_of_the_form_are_told_together_and_what_was_typed_is_kept(desk: Desk) -> None:
    tree = desk.post("/meja", 400, naskah="  ", dari="31/02/2025", sampai="entah")
    told = text(by_class(tree, "errs")[0])
    assert "Ada 3 hal yang perlu diperbaiki" in told
    assert [a.get("href") for a in by_class(tree, "errs")[0].iter("a")] == ["#naskah", "#dari", "#sampai"]
    fields = {i.get("id"): i for i in tree.iter("input")}
    assert fields["dari"].get("value") == "31/02/2025"
    assert fields["sampai"].get("aria-invalid") == "true"


@pytest.mark.parametrize(
    "draft",
    [
        "dana desa",
        "xqzw vvvk",
        "!!! ???",
        "<script>alert(1)</script>",
        "banjir " * 5000,
        "kata\x00\u202e\ufffe",
        "a" * 9000,
    ],
)
def test_any_draft_gets_an_answer(desk: Desk, draft: str) -> None:
    assert "Berita terkait" in page_text(desk.post("/meja", naskah=draft))


def test_a_draft_stays_nowhere(desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    with caplog.at_level(0):
        desk.post("/meja", naskah=DRAFT + " katakuncirahasia")
    assert "katakuncirahasia" not in caplog.text
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_a_draft_that_is_far_too_long_is_refused(desk: Desk) -> None:
    sent = desk.client.post("/meja", data={"naskah": "a" * 300_000}, headers=FROM_DESK)
    assert sent.status_code == 413


# The trail of a matter


def test_a_trail_is_told_for_an_article_and_404_without_one(desk: Desk) -> None:
    assert "Jejak kabar" in page_text(desk.get("/meja/jejak/banjir-1"))
    desk.get("/meja/jejak/tidak-ada", 404)


def test_the_article_of_a_trail_is_named_by_id_or_address_or_found_by_words(desk: Desk) -> None:
    for given in ("banjir-1", "http://localhost/berita/banjir-1"):
        answer = desk.client.get("/meja/jejak", query_string={"berita": given}, headers=EDITOR)
        assert answer.headers["Location"] == "/meja/jejak/banjir-1"
    assert "/meja/jejak/banjir-1" in links(desk.get("/meja/jejak?berita=rendam"))
    assert "Tidak ada berita yang cocok" in page_text(desk.get("/meja/jejak?berita=xqzwv"))


def test_a_limit_that_the_draft_names_no_more_stays_chosen(desk: Desk) -> None:
    tree = desk.post("/meja", naskah="dana desa", instansi="kejari-metro")
    (chosen,) = [
        o for s in tree.iter("select") if s.get("id") == "instansi" for o in s.iter("option") if "selected" in o.attrib
    ]
    assert (chosen.get("value"), chosen.text) == ("kejari-metro", "Kejari Metro")


# Pins


def pin(desk: Desk, status: int = 303, **changed: str) -> object:
    form = {"pertanyaan": "jembatan gantung", "berita": "banjir-2", "alasan": "uji", "sampai": LAST_DAY} | changed
    return desk.post("/meja/pilihan", status, **form)


def test_a_pin_stands_first_for_readers_from_the_next_question_on(desk: Desk) -> None:
    assert "Tidak ada berita untuk" in desk.client.get("/cari?q=jembatan+gantung").text
    told = page_text(pin(desk))
    assert "Berita pilihan disimpan." in told
    assert "Pemkot keruk Way Rajabasa usai banjir" in told
    assert "oleh rina" in told
    found = desk.client.get("/api/v1/search?q=jembatan+gantung").json
    assert [hit["id"] for hit in found["hits"]] == ["banjir-2"]
    assert found["total"] == 1


def test_a_pin_can_be_taken_off_twice(desk: Desk) -> None:
    pin(desk)
    for _ in range(2):
        tree = desk.post("/meja/pilihan/hapus", 303, pertanyaan="jembatan gantung", berita="banjir-2")
    assert "Belum ada berita pilihan." in page_text(tree)
    assert desk.client.get("/api/v1/search?q=jembatan+gantung").json["total"] == 0


@pytest.mark.parametrize(
    "address",
    ["banjir-2", "/berita/banjir-2", "http://localhost/berita/banjir-2?x=1#atas", "https://a.id/t/berita/banjir-2"],
)
def test_an_article_is_named_by_id_or_address(desk: Desk, address: str) -> None:
    assert "Pemkot keruk Way Rajabasa usai banjir" in page_text(pin(desk, berita=address))


def test_every_fault_of_a_pin_is_told_and_nothing_is_kept(desk: Desk, tmp_path: Path) -> None:
    told = page_text(pin(desk, 400, pertanyaan="", alasan=" ", berita="tidak-ada", sampai="1/1/2020"))
    for fault in ("Pertanyaan pembaca: isi", "Alasan: isi", 'Berita "tidak-ada" tidak ada', '"1/1/2020" sudah lewat'):
        assert fault in told
    assert "tidak ada. Tulis" in page_text(pin(desk, 400, sampai="32/13/2025"))
    assert "Isi dahulu" in page_text(pin(desk, 400, pertanyaan="???"))
    assert not (tmp_path / "desk" / "pins.toml").exists()


def test_a_broken_file_of_pins_is_told_and_kept_as_it_is(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "desk" / "pins.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text('[[pin]]\nquestion = "x\n', "utf-8")
    assert "pins.toml bermasalah" in page_text(desk.get("/meja/pilihan"))
    assert "Perubahan belum tersimpan" in page_text(pin(desk, 503))
    assert file.read_text("utf-8") == '[[pin]]\nquestion = "x\n'
    assert desk.client.get("/cari?q=banjir").status_code == 200


# Hides


def test_a_hidden_story_is_gone_everywhere_and_comes_back(desk: Desk) -> None:
    paths = ("/cari?q=banjir", "/api/v1/search?q=banjir", "/", "/api/v1/articles/banjir-2/related")
    assert all("rendam Rajabasa" in desk.client.get(path).text for path in paths)
    told = page_text(desk.post("/meja/tarikan", 303, berita="banjir-1", alasan="ralat", sampai=LAST_DAY))
    assert "Berita ditarik." in told
    assert "Banjir rendam Rajabasa" in told
    assert not any("rendam Rajabasa" in desk.client.get(path).text for path in paths)
    assert desk.client.get("/berita/banjir-1").status_code == 404
    assert desk.client.get("/api/v1/articles/banjir-1").status_code == 404
    desk.post("/meja/tarikan/hapus", 303, berita="banjir-1")
    assert all("rendam Rajabasa" in desk.client.get(path).text for path in paths)


def test_a_hide_ends_with_its_day(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "pins.toml").write_text(
        '[[hide]]\narticle = "banjir-1"\nwhy = "uji"\nuntil = 2025-12-11\n', "utf-8"
    )
    assert desk.client.get("/berita/banjir-1").status_code == 200
    assert "sudah berakhir" in page_text(desk.get("/meja/pilihan"))


# What readers look for


def test_questions_without_an_answer_lead_to_a_pin(desk: Desk) -> None:
    for n in range(5):
        desk.client.get(f"/cari?q=jembatan+gantung&_={n}")
    for _ in range(4):
        desk.client.get("/cari?q=pertanyaan+langka")
    tree = desk.get("/meja/pencarian")
    told = page_text(tree)
    assert "jembatan gantung" in told
    assert "pertanyaan langka" not in told
    assert "/meja/pilihan?pertanyaan=jembatan+gantung&cari=jembatan+gantung" in links(tree)


def test_a_part_of_the_words_is_no_answer_and_a_pin_is_one(desk: Desk) -> None:
    question = "banjir setinggi menara kembar"
    for _ in range(5):
        assert "Banjir" in desk.client.get("/cari", query_string={"q": question}).text
    assert [td.text for td in desk.get("/meja/pencarian").iter("td") if td.get("class") == "num"][:2] == ["5", "5"]
    pin(desk, pertanyaan=question)
    for _ in range(5):
        desk.client.get("/cari", query_string={"q": question})
    assert [td.text for td in desk.get("/meja/pencarian").iter("td") if td.get("class") == "num"][:2] == ["10", "5"]


def test_filters_pages_and_programs_are_not_counted(desk: Desk) -> None:
    for path in ("/cari?q=banjir&wilayah=18.71", "/cari?q=banjir&urut=terbaru", "/api/v1/search?q=banjir", "/cari"):
        for _ in range(6):
            desk.client.get(path)
    assert "Belum ada pencarian yang dihitung" in page_text(desk.get("/meja/pencarian"))


def test_counting_can_be_turned_off(backend: WhooshBackend, tmp_path: Path) -> None:
    desk = Desk(backend, tmp_path / "desk", count_questions=False)
    for _ in range(6):
        desk.client.get("/cari?q=banjir")
    assert "Penghitungan pencarian dimatikan" in page_text(desk.get("/meja/pencarian"))
    assert "banjir" not in page_text(desk.get("/meja/pencarian"))


# All of it


def test_the_desk_works_below_a_prefix(backend: WhooshBackend, tmp_path: Path) -> None:
    desk = Desk(backend, tmp_path / "desk", prefix="/telusur")
    for path in ("/meja", "/meja/pilihan", "/meja/pantauan", "/meja/pencarian"):
        tree = desk.get(f"/telusur{path}")
        own = [e.get(n) for e in tree.iter() if isinstance(e.tag, str) for n in ("href", "src", "action") if e.get(n)]
        assert [a for a in own if not a.startswith(("/telusur", "#"))] == [], path


def test_a_desk_that_cannot_be_written_says_so_and_readers_notice_nothing(
    backend: WhooshBackend, tmp_path: Path
) -> None:
    (tmp_path / "desk").write_text("a file where the directory should be", "utf-8")
    desk = Desk(backend, tmp_path / "desk")
    assert "Perubahan belum tersimpan" in page_text(pin(desk, 503))
    assert "Perubahan belum tersimpan" in page_text(desk.post("/meja/pantauan", 503, nama="B", alamat="banjir"))
    assert desk.client.get("/cari?q=banjir").status_code == 200
    desk.get("/meja/pencarian")
