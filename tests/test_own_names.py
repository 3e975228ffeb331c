"""An operator's own names: one file, no code, and its faults are told with their line."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.site_under_test import TELUSUR

OWN = """# nama kami
instansi\tPerumda Tirta Metro\t18.72\tPDAM Way Guruh|Tirta Metro
instansi\tForum Rektor Lampung\t-\t-
wilayah\t18.09\t-\tBumi Andan Jejama
"""
TEXT = "Direktur Tirta Metro menemui pelanggan. PDAM Way Guruh menambah sambungan.\n"


def inspect(tmp_path: Path, names: str | None, body: str = TEXT) -> subprocess.CompletedProcess[str]:
    source = tmp_path / "a.jsonl"
    source.write_text(json.dumps({"id": "a", "title": "Air bersih", "body": body}) + "\n")
    env = {k: v for k, v in os.environ.items() if k != "TELUSUR_NAMES"}
    if names is not None:
        path = tmp_path / "nama.tsv"
        path.write_text(names, encoding="utf-8")
        env["TELUSUR_NAMES"] = str(path)
    command = [TELUSUR, "inspect", "--json", str(source)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=60, check=False)


def test_inspect_shows_the_effect_of_an_entry(tmp_path: Path) -> None:
    before = json.loads(inspect(tmp_path, None).stdout)
    assert [a["name"] for a in before["agencies"]] == []
    after = json.loads(inspect(tmp_path, OWN).stdout)
    assert [(a["id"], a["name"]) for a in after["agencies"]] == [("perumda-tirta-metro", "Perumda Tirta Metro")]
    assert [e["text"] for e in after["agencies"][0]["evidence"]] == ["Tirta Metro", "PDAM Way Guruh"]
    assert after["main_region"] == {"code": "18.72", "name": "Metro"}, "an agency tells of its region"
    placed = json.loads(inspect(tmp_path, OWN, "Jalan di Bumi Andan Jejama rusak.").stdout)
    assert placed["main_region"] == {"code": "18.09", "name": "Pesawaran"}


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("instansi\tNama saja\n", "nama.tsv:1: 'instansi\\tNama saja' is no entry. Write four cells"),
        ("# baik\nkota\tX\t-\t-\n", "nama.tsv:2: 'kota\\tX\\t-\\t-' is no entry"),
        ("instansi\tA\t99.99\t-\n", "nama.tsv:1: there is no region '99.99'. Use a Kemendagri code"),
        ("wilayah\t99\t-\tX\n", "nama.tsv:1: there is no region '99'"),
        ("wilayah\t18.09\t-\t-\n", "nama.tsv:1: 18.09 has no spelling to add"),
        ("instansi\tKomisi Lain\t-\tKPK\n", "nama.tsv:1: 'KPK' is KPK already"),
    ],
)
def test_a_fault_is_told_with_its_line_and_cure(tmp_path: Path, names: str, told: str) -> None:
    result = inspect(tmp_path, names)
    assert result.returncode == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_a_server_does_not_start_with_names_at_fault(tmp_path: Path) -> None:
    path = tmp_path / "nama.tsv"
    path.write_text("instansi\tA\t99.99\t-\n", encoding="utf-8")
    command = [TELUSUR, "serve", "--port", "0", "--index", str(tmp_path)]
    env = {**os.environ, "TELUSUR_NAMES": str(path)}
    result = subprocess.run(command, capture_output=True, text=True, env=env, timeout=60, check=False)
    assert result.returncode == 1
    assert "nama.tsv:1: there is no region '99.99'" in result.stderr


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    env = {**os.environ, "TELUSUR_NAMES": str(tmp_path / "tidak-ada.tsv")}
    result = subprocess.run([TELUSUR, "analyze", "metro"], capture_output=True, text=True, env=env, check=False)
    assert result.returncode == 1
    assert "tidak-ada.tsv' cannot be read (No such file or directory). Name a text file, or unset it." in result.stderr
