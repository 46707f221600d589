"""What is installed: one top-level name, with every module, query and ontology file aboard."""

import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_the_wheel_has_one_top_level_name_and_everything_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hatchling.build import build_wheel

    monkeypatch.chdir(ROOT)
    wheel = zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path)))
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert {name.split("/")[0] for name in names} == {"citegraph"}
    assert "citegraph/answers/author-date.csl" in names
    for folder in ("ingest", "queries", "ontology"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".rq", ".ttl", ".jsonld"}:
                assert f"citegraph/{path.relative_to(ROOT).as_posix()}" in names
    for path in (ROOT / "src" / "citegraph").rglob("*.*"):
        if path.suffix in {".py", ".html", ".css", ".js", ".svg", ".txt"}:
            assert path.relative_to(ROOT / "src").as_posix() in names
    assert {"citegraph/py.typed", "citegraph/citation/model/references.crfsuite"} <= names
