"""docs/wordpress/telusur-wordpress-fetch against a WordPress of our own and a real index: what it adds, what it
deletes, and that it loses nothing and deletes nothing when the site fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "docs" / "wordpress" / "telusur-wordpress-fetch"
TELUSUR = Path(sys.executable).with_name("telusur")
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
"""The site's clock when a test begins."""


class WordPress:
    """What the REST interface of WordPress 5.7 does with the parameters that the script uses, and its failures."""

    def __init__(self) -> None:
        self.now = NOON
        self.posts: dict[int, dict[str, Any]] = {}
        self.asked: list[dict[str, str]] = []
        self.fails_on_page = 0
        self.says: bytes | None = None
        self.shifts_after_page_one = False

    def publish(self, number: int, title: str, body: str = "", modified: datetime | None = None) -> None:
        """Publish or change a post, now unless its last edit was at another time."""
        old = self.posts.get(number)
        written = body or f"<p>Isi berita nomor {number} tentang jembatan.</p>"
        self.posts[number] = {
            "id": number,
            "status": "publish",
            "type": "post",
            "link": f"https://situs.invalid/?p={number}",
            "date_gmt": old["date_gmt"] if old else f"{self.now:%Y-%m-%dT%H:%M:%S}",
            "modified_gmt": f"{modified or self.now:%Y-%m-%dT%H:%M:%S}",
            "title": {"rendered": title},
            "content": {"rendered": written, "protected": False},
        }

    def fill(self, count: int) -> None:
        """Posts 1 to `count`, twenty minutes apart: the last two lie in the hour that is looked back on."""
        for number in range(1, count + 1):
            self.now = NOON - timedelta(minutes=20 * (count - number + 1))
            self.publish(number, f"Berita {number}")
        self.now = NOON

    def answer(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        self.asked.append(asked)
        page, size = int(asked.get("page", "1")), int(asked["per_page"])
        if self.fails_on_page == page:
            return 500, {}, b'{"code":"internal_server_error"}'
        if self.says is not None:
            return 200, {"X-WP-Total": "0", "X-WP-TotalPages": "0"}, self.says
        if self.shifts_after_page_one and page == 2:
            del self.posts[min(self.posts)]
        found = [post for post in self.posts.values() if _wanted(post, asked)]
        key = {"modified": "modified_gmt", "date": "date_gmt", "id": "id"}[asked.get("orderby", "date")]
        found.sort(key=lambda post: (post[key], post["id"]), reverse=asked.get("order", "desc") == "desc")
        pages = -(-len(found) // size)
        if page > max(pages, 1):
            return 400, {}, b'{"code":"rest_post_invalid_page_number"}'
        shown = found[(page - 1) * size : page * size]
        if asked.get("_fields") == "id":
            shown = [{"id": post["id"]} for post in shown]
        counts = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)}
        return 200, counts, json.dumps(shown).encode()


def _wanted(post: dict[str, Any], asked: dict[str, str]) -> bool:
    for parameter, key in (("modified_after", "modified_gmt"), ("after", "date_gmt")):
        if parameter in asked and datetime.fromisoformat(post[key] + "Z") <= datetime.fromisoformat(asked[parameter]):
            return False
    return "include" not in asked or str(post["id"]) in asked["include"].split(",")


class Place:
    """A fake site, an index and the directory of the last run."""

    def __init__(self, site: WordPress, address: str, directory: Path) -> None:
        self.site = site
        self.address = address
        self.state = directory / "changed.json"
        self.environment = {**os.environ, "TELUSUR_INDEX": str(directory / "index"), "no_proxy": "*"}
        self._directory = directory

    def run(self, job: str, *more: str) -> subprocess.CompletedProcess[str]:
        """Run the script as its unit does."""
        words = [sys.executable, str(SCRIPT), job, self.address, "--telusur", str(TELUSUR)]
        if job == "changed":
            words += ["--state", str(self._directory)]
        return self._run([*words, *more])

    def telusur(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command itself."""
        return self._run([str(TELUSUR), *words])

    def _run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=120, check=False)

    def titles(self) -> dict[str, str]:
        """Title by id of every article that readers can find."""
        told = self.telusur("export")
        found = {row["id"]: row["title"] for row in map(json.loads, told.stdout.splitlines())}
        status = json.loads(self.telusur("status", "--json").stdout)
        assert status["articles"] == len(found), "archive and published index differ"
        return found


@contextmanager
def served(site: WordPress) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            assert parts.path == "/wp-json/wp/v2/posts"
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, headers, body = site.answer(asked)
            self.send_response_only(status)
            for name, value in (headers | {"Date": format_datetime(site.now, usegmt=True)}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    site = WordPress()
    with served(site) as address:
        yield Place(site, address, tmp_path)


def test_the_first_run_takes_every_page_and_the_next_only_what_is_new_or_changed(place: Place) -> None:
    place.site.fill(230)
    assert place.run("changed").returncode == 0
    assert len(place.titles()) == 230

    place.site.now += timedelta(minutes=10)
    place.site.publish(231, "Berita baru")
    place.site.publish(7, "Berita 7, dikoreksi")
    done = place.run("changed")
    assert done.returncode == 0
    assert "taken 2," in done.stderr, "posts of the hour that is looked back on are not added a second time"
    titles = place.titles()
    assert (titles["wp-231"], titles["wp-7"], len(titles)) == ("Berita baru", "Berita 7, dikoreksi", 231)


def test_a_scheduled_post_is_taken_although_its_last_edit_is_old(place: Place) -> None:
    place.site.fill(3)
    assert place.run("changed").returncode == 0
    place.site.now += timedelta(hours=20)
    place.site.publish(4, "Terbit terjadwal", modified=NOON - timedelta(days=2))
    place.site.now += timedelta(minutes=25)  # as late as WordPress got round to it
    assert place.run("changed").returncode == 0
    assert place.titles()["wp-4"] == "Terbit terjadwal"


def test_a_run_without_news_changes_nothing(place: Place) -> None:
    place.site.fill(3)
    assert place.run("changed").returncode == 0
    before = json.loads(place.telusur("status", "--json").stdout)
    place.site.now += timedelta(minutes=10)
    assert place.run("changed").returncode == 0
    assert json.loads(place.telusur("status", "--json").stdout) == before
    moment = json.loads(place.state.read_text())["moment"]
    assert datetime.fromisoformat(moment) == place.site.now, "the site's own clock is remembered"


def test_a_failure_in_the_middle_is_told_and_made_good_by_the_next_run(place: Place) -> None:
    place.site.fill(120)
    place.site.fails_on_page = 2
    failed = place.run("changed")
    assert (failed.returncode, place.state.exists()) == (1, False)
    assert "500" in failed.stderr
    assert "Traceback" not in failed.stderr
    place.site.fails_on_page = 0
    assert place.run("changed").returncode == 0
    assert len(place.titles()) == 120


def test_posts_that_move_between_two_pages_make_the_run_fail_not_forget(place: Place) -> None:
    place.site.fill(120)
    place.site.shifts_after_page_one = True
    assert (place.run("changed").returncode, place.state.exists()) == (1, False)


def test_a_run_that_telusur_did_not_take_is_not_remembered(place: Place) -> None:
    place.site.fill(2)
    Path(place.environment["TELUSUR_INDEX"]).write_text("a file where the directory should be")
    failed = place.run("changed")
    assert (failed.returncode, place.state.exists()) == (1, False)
    assert "telusur add" in failed.stderr
    Path(place.environment["TELUSUR_INDEX"]).unlink()
    assert place.run("changed").returncode == 0
    assert len(place.titles()) == 2


def test_a_post_that_is_rejected_does_not_hold_the_others_up(place: Place) -> None:
    place.site.fill(2)
    place.site.publish(3, "Tanpa isi", body="<p> </p>")
    assert place.run("changed").returncode == 0, "telusur add ends with 3, and that is taken"
    assert place.state.exists()
    assert sorted(place.titles()) == ["wp-1", "wp-2"]


def test_what_the_site_has_withdrawn_is_deleted_and_nothing_else(place: Place, tmp_path: Path) -> None:
    place.site.fill(115)
    assert place.run("changed").returncode == 0
    own = tmp_path / "sendiri.jsonl"
    own.write_text('{"id": "kabar-1", "title": "Berita sendiri", "body": "Bukan dari WordPress."}\n')
    assert place.telusur("add", str(own)).returncode == 0
    for number in (5, 110, 111):
        del place.site.posts[number]
    assert place.run("withdrawn").returncode == 0
    titles = place.titles()
    assert not {"wp-5", "wp-110", "wp-111"} & titles.keys()
    assert len(titles) == 113
    assert "kabar-1" in titles


@pytest.mark.parametrize(
    ("says", "fails_on_page", "why"),
    [
        (b"[]", 0, "the site answers that it has no post: a database that is down looks so"),
        (b"<html>pemeliharaan</html>", 0, "a maintenance page in place of JSON"),
        (b'{"code":"rest_forbidden"}', 0, "an error told with status 200"),
        (None, 1, "no answer at all"),
        (None, 2, "the first page alone: the rest must not count as withdrawn"),
    ],
)
def test_a_failing_site_deletes_nothing(place: Place, says: bytes | None, fails_on_page: int, why: str) -> None:
    place.site.fill(105)
    assert place.run("changed").returncode == 0
    place.site.says, place.site.fails_on_page = says, fails_on_page
    failed = place.run("withdrawn", "--yes")
    assert failed.returncode == 1, why
    assert "Traceback" not in failed.stderr
    assert len(place.titles()) == 105, why


def test_more_than_a_tenth_goes_only_with_a_word_from_the_operator(place: Place) -> None:
    place.site.fill(20)
    assert place.run("changed").returncode == 0
    for number in (1, 2, 3):
        del place.site.posts[number]
    refused = place.run("withdrawn")
    assert (refused.returncode, len(place.titles())) == (1, 20)
    assert "3 of 20" in refused.stderr
    assert place.run("withdrawn", "--yes").returncode == 0
    assert len(place.titles()) == 17


def test_a_post_that_the_list_of_pages_missed_is_not_deleted(place: Place) -> None:
    place.site.fill(220)
    assert place.run("changed").returncode == 0
    hidden = place.site.posts.pop(150)
    listing = place.site.answer

    def answer(asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if "include" in asked:
            place.site.posts[150] = hidden
        return listing(asked)

    place.site.answer = answer  # type: ignore[method-assign]
    assert place.run("withdrawn").returncode == 0
    assert "wp-150" in place.titles()


def test_the_units_run_the_script_as_it_is_tried_here() -> None:
    for unit, job in (("telusur-wordpress", "changed"), ("telusur-wordpress-withdrawn", "withdrawn")):
        service = (SCRIPT.parent / f"{unit}.service").read_text(encoding="utf-8")
        assert f"/docs/wordpress/{SCRIPT.name} {job} ${{WORDPRESS_URL}}\n" in service
        assert "OnCalendar=" in (SCRIPT.parent / f"{unit}.timer").read_text(encoding="utf-8")
    assert os.access(SCRIPT, os.X_OK)
