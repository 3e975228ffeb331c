"""The file of pins and hides: readable, whole whatever happens, seen by every process at once, and never in the way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from search.desk.pins import MOST_LONG, MOST_PINS, Desk
from search.desk.pins_file import Entries, Hide, Pin, parsed, text_of
from search.errors import BadEntry, DeskFailure, NotFound
from tests.seeds import chance
from tests.site_under_test import ROOT

TODAY = date(2025, 12, 12)
HAND = """\
# Pilihan redaksi, ditinjau tiap Senin.
# Rina, Budi

[[pin]]
question = "banjir"   # musim hujan
article = 'kabar-1'
why = "liputan khusus"
until = 2026-12-31
by = "rina"

[[hide]]
article = "kabar-2"
why = "hak jawab"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk")


def by_hand(desk: Desk, text: str) -> None:
    desk.path.parent.mkdir(exist_ok=True)
    desk.path.write_text(text, encoding="utf-8")


def test_what_is_written_by_hand_is_in_force(desk: Desk) -> None:
    by_hand(desk, HAND)
    rules = desk.rules(TODAY)
    assert rules.pinned("Banjir") == (Pin("banjir", "kabar-1", "liputan khusus", date(2026, 12, 31), "rina"),)
    assert rules.hidden == {"kabar-2"}


def test_the_comments_at_the_head_stay_and_the_file_stays_readable(desk: Desk) -> None:
    by_hand(desk, HAND)
    desk.pin("jalan rusak", "kabar-3", "sebab", by="budi")
    text = desk.path.read_text(encoding="utf-8")
    assert text.startswith('# Pilihan redaksi, ditinjau tiap Senin.\n# Rina, Budi\n\n[[pin]]\nquestion = "banjir"\n')
    assert 'question = "jalan rusak"\narticle = "kabar-3"\nwhy = "sebab"\nby = "budi"\n' in text
    assert len(Desk(desk.path.parent).entries().pins) == 2


def any_text(random_: random.Random) -> str:
    odd = "\"\\'\n\r\t\b\x00\x1f\x7f\x80\u2028\ufeff#[]=é日😀 abc"
    return "".join(random_.choice(odd) for _ in range(random_.randrange(1, 20))) + "x"


def test_any_text_comes_back_as_it_was_written() -> None:
    random_ = chance()
    for _ in range(300):
        pins = tuple(
            Pin(
                any_text(random_),
                any_text(random_),
                any_text(random_),
                random_.choice([None, TODAY]),
                any_text(random_),
            )
            for _ in range(random_.randrange(3))
        )
        hides = tuple(Hide(any_text(random_), any_text(random_)) for _ in range(random_.randrange(3)))
        entries = Entries(pins, hides)
        data = text_of(entries).encode()
        tomllib.loads(data.decode())  # any reader of TOML takes it
        assert parsed(data) == entries


@pytest.mark.parametrize(
    ("broken", "line", "told"),
    [
        ('[[pin]]\nquestion = "x\n', 2, "cannot be read"),
        ("[[pin]\n", 1, "cannot be read"),
        ('[[pin]]\nquestion = "x"\narticle = "y"\n', 1, "has no 'why'"),
        ('[[hide]]\narticle = " "\nwhy = "z"\n', 1, "has no 'article'"),
        ('[[hide]]\narticle = 7\nwhy = "z"\n', 1, "no text"),
        ('[[hide]]\narticle = "y"\nwhy = "z"\nuntil = "2026-12-31"\n', 1, "no day"),
        ('[[hide]]\narticle = "y"\nwhy = "z"\nuntil = 2026-12-31T10:00:00\n', 1, "no day"),
        ('[[hide]]\narticle = "y"\nwhy = "z"\nuntil = 2026-02-30\n', 4, "cannot be read"),
        ('[[hide]]\narticle = "y"\nwhy = "z"\nuntl = 2026-12-31\n', 1, "'untl', which means nothing"),
        ('[[pin]]\nquestion = "-"\narticle = "y"\nwhy = "z"\n', 1, "without any word"),
        ("[pin]\n", 1, "neither [[pin]] nor [[hide]]"),
        ("[[pins]]\n", 1, "neither [[pin]] nor [[hide]]"),
        ('question = "x"\n', 1, "before the first entry"),
        ("# benar\n\n[[hide]]\narticle =\n", 4, "cannot be read"),
    ],
)
def test_a_fault_names_its_line_and_takes_no_other_entry_along(desk: Desk, broken: str, line: int, told: str) -> None:
    # What stands before the first entry stays in front; anything else comes behind the sound entries too.
    for text, before in ((broken + "\n" + HAND.split("\n\n", 1)[1], 0), (HAND + "\n" + broken, HAND.count("\n") + 1)):
        if before and not broken.lstrip("# benar\n").startswith("["):
            continue
        found = parsed(text.encode())
        assert [(f.line - before, told in f.what) for f in found.faults] == [(line, True)], found.faults
        assert [pin.article for pin in found.pins] == ["kabar-1"]
        assert [hide.article for hide in found.hides] == ["kabar-2"]


def test_no_utf8_is_a_fault_with_its_line(desk: Desk) -> None:
    found = parsed(b'# a\n[[hide]]\narticle = "\xff"\n')
    assert [f.line for f in found.faults] == [3]


def test_a_broken_file_leaves_the_last_good_state_in_force(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    by_hand(desk, HAND)
    good = desk.rules(TODAY)
    for broken in (HAND + '[[pin]]\nquestion = "x', "[[hide"):
        by_hand(desk, broken)
        assert desk.rules(TODAY) == good
        assert desk.entries().faults
    assert "line 15" in caplog.text
    logged = len(caplog.records)
    desk.rules(TODAY)
    assert len(caplog.records) == logged, "told once, not at every question"
    by_hand(desk, HAND.replace("kabar-2", "kabar-9"))
    assert desk.rules(TODAY).hidden == {"kabar-9"}
    assert not desk.entries().faults


def test_a_fresh_process_takes_what_can_be_read(desk: Desk) -> None:
    """A typing error in a pin must not bring back what is hidden."""
    by_hand(desk, HAND.replace('"liputan khusus"', '"liputan khusus'))
    assert desk.rules(TODAY).hidden == {"kabar-2"}
    assert not desk.rules(TODAY).pins


def test_a_broken_file_is_not_written_over(desk: Desk) -> None:
    by_hand(desk, "[[pin]\n")
    with pytest.raises(DeskFailure, match=r"pins\.toml.*line 1"):
        desk.hide("kabar-1", "sebab")
    assert desk.path.read_text() == "[[pin]\n"


@pytest.mark.parametrize("what", ["unreadable", "a folder", "a file in the place of the directory"])
def test_questions_are_answered_whatever_is_the_matter(desk: Desk, what: str) -> None:
    if what == "a file in the place of the directory":
        desk.path.parent.write_text("")
    else:
        desk.path.mkdir(parents=True)
    assert desk.rules(TODAY).version == ""
    assert desk.entries().faults
    with pytest.raises(DeskFailure, match=r"pins\.toml"):
        desk.hide("kabar-1", "sebab")


def test_the_last_day_is_inclusive(desk: Desk) -> None:
    desk.hide("k", "sebab", date(2025, 12, 12))
    assert desk.rules(date(2025, 12, 12)).hidden == {"k"}
    assert desk.rules(date(2025, 12, 13)).hidden == frozenset()
    assert desk.rules(date(2025, 12, 12)).version != desk.rules(date(2025, 12, 13)).version


def test_pins_are_changed_in_their_place_and_at_most_five(desk: Desk) -> None:
    for n in range(MOST_PINS):
        desk.pin("banjir", f"k-{n}", "sebab")
    desk.pin(" BANJIR", "k-1", "sebab baru", TODAY)
    assert [p.article for p in desk.rules(TODAY).pinned("banjir")] == [f"k-{n}" for n in range(MOST_PINS)]
    assert desk.rules(TODAY).pinned("banjir")[1].why == "sebab baru"
    with pytest.raises(BadEntry) as e:
        desk.pin("banjir", "k-9", "sebab")
    assert [(f.parameter, f.code, f.expected) for f in e.value.faults] == [("q", "many", str(MOST_PINS))]
    desk.unpin("Banjir", "k-0")
    assert [p.article for p in desk.rules(TODAY).pinned("banjir")] == ["k-1", "k-2", "k-3", "k-4"]


def test_a_hide_is_there_once_and_taken_back(desk: Desk) -> None:
    desk.hide("k", "sebab")
    desk.hide("k", "sebab lain", by="budi")
    assert desk.entries().hides == (Hide("k", "sebab lain", None, "budi"),)
    desk.unhide("k")
    assert desk.rules(TODAY).version == ""
    for change in (lambda: desk.unhide("k"), lambda: desk.unpin("banjir", "k")):
        with pytest.raises(NotFound):
            change()


def test_all_faults_of_an_entry_are_told_at_once(desk: Desk) -> None:
    with pytest.raises(BadEntry) as e:
        desk.pin(" - ", "", "x" * (MOST_LONG + 1))
    assert [(f.parameter, f.code) for f in e.value.faults] == [("article", "empty"), ("why", "long"), ("q", "empty")]
    assert not desk.path.exists()


def test_a_change_is_seen_at_the_next_question_by_a_process_that_runs(desk: Desk) -> None:
    reading = (
        "import sys; from datetime import date; from pathlib import Path; from search.desk.pins import Desk\n"
        "desk = Desk(Path(sys.argv[1]))\n"
        "for line in sys.stdin: print(sorted(desk.rules(date(2025, 12, 12)).hidden), flush=True)"
    )
    given = [sys.executable, "-c", reading, str(desk.path.parent)]
    with subprocess.Popen(given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as other:
        assert other.stdin
        assert other.stdout
        for change, seen in (
            (lambda: None, "[]"),
            (lambda: desk.hide("k", "sebab"), "['k']"),
            (lambda: desk.hide("l", "sebab"), "['k', 'l']"),
            (lambda: desk.unhide("k"), "['l']"),
        ):
            change()
            other.stdin.write("\n")
            other.stdin.flush()
            assert other.stdout.readline().strip() == seen
        other.stdin.close()


WRITING = """
import sys
from pathlib import Path
from search.desk.pins import Desk
desk = Desk(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    desk.hide(f"{sys.argv[2]}-{n}", "sebab " * 50)
    print(n, flush=True)
"""


def writer(desk: Desk, name: str, count: int) -> subprocess.Popen[str]:
    given = [sys.executable, "-c", WRITING, str(desk.path.parent), name, str(count)]
    return subprocess.Popen(given, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_two_processes_changing_at_once_lose_nothing(desk: Desk) -> None:
    both = [writer(desk, name, 25) for name in ("a", "b")]
    for process in both:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert desk.rules(TODAY).hidden == {f"{name}-{n}" for name in ("a", "b") for n in range(25)}


def test_a_killed_change_leaves_the_old_or_the_new_file(desk: Desk) -> None:
    random_ = chance()
    for round_ in range(6):
        process = writer(desk, f"r{round_}", 10_000)
        assert process.stdout
        told = [int(process.stdout.readline())]
        time.sleep(random_.random() * 0.05)
        os.kill(process.pid, signal.SIGKILL)
        told += map(int, process.communicate()[0].split())
        entries = Desk(desk.path.parent).entries()
        assert not entries.faults
        kept = [h.article for h in entries.hides if h.article.startswith(f"r{round_}-")]
        assert kept == [f"r{round_}-{n}" for n in range(len(kept))]
        assert len(kept) - len(told) in (0, 1), "what was done stays done, and one change more may be"
        desk.hide("sesudahnya", "kuncinya bebas")


def test_restoring_mends_a_broken_file(desk: Desk) -> None:
    by_hand(desk, "# kepala\n[[pin]\n")
    desk.restore([Pin("banjir", "k", "sebab")], [])
    assert desk.path.read_text().startswith("# kepala\n\n[[pin]]\n")
    assert replace(desk.entries(), head="") == Entries((Pin("banjir", "k", "sebab"),))
