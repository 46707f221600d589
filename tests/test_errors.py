"""Whatever goes wrong: one line that says what, where and what to do, and the right exit code."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from citegraph.cli.main import COMMANDS, cli
from citegraph.ingest import SOURCES
from citegraph.store import Store
from tests.conftest import SAMPLES, Command

PAGE = SAMPLES / "pages"
ASHEIM = "RePEc:stp:stepre:1995r03"


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def assert_message(error: str, *parts: str) -> None:
    assert "Traceback" not in error
    for part in parts:
        assert part in error


@pytest.mark.parametrize(
    ("name", "data", "parts"),
    [
        ("notes.txt", b"Just some notes.\n", ["notes.txt", "no known source", "--source"]),
        ("empty.html", b"", ["empty.html", "empty"]),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ["picture.txt", "binary"]),
        ("lost.rdf", b"<html><body>404 Not Found</body></html>", ["lost.rdf", "an HTML page"]),
        ("broken.zip", b"PK\x03\x04 and nothing more", ["broken.zip", "cannot be unpacked"]),
    ],
)
def test_files_that_are_no_source(
    run: Command, tmp_path: Path, name: str, data: bytes, parts: list[str]
) -> None:
    outcome = run("ingest", write(tmp_path / name, data))
    assert outcome.code == 1
    assert_message(outcome.err, *parts)
    assert "no new generation" in outcome.out
    assert run("history").out == ""


def test_one_bad_file_does_not_keep_the_rest_out(run: Command, tmp_path: Path) -> None:
    write(tmp_path / "notes.txt", b"Just some notes.\n")
    write(tmp_path / "style.css", b"body {}\n")
    good = b"Template-Type: ReDIF-Paper 1.0\nTitle: T\nHandle: RePEc:smp:wpaper:1\n"
    write(tmp_path / "good.rdf", good)
    write(tmp_path / "good.rdf~", good)
    outcome = run("ingest", tmp_path)
    assert outcome.code == 1
    assert "Ingested 1 work from 1 source" in outcome.out
    assert "1 read, 2 passed over, 1 not read" in outcome.out
    assert_message(outcome.err, "notes.txt")


def test_folder_without_files(run: Command, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    outcome = run("ingest", tmp_path / "nothing")
    assert outcome.code == 1
    assert_message(outcome.err, "nothing to ingest", "bibtex, ris, ideas, inderscience")


@pytest.mark.parametrize(
    ("arguments", "code", "parts"),
    [
        (["ingest", "nowhere"], 2, ["nowhere", "no such file"]),
        (["ingest"], 2, ["Missing argument"]),
        (["ingest", "--source", "wikipedia", "x"], 2, ["wikipedia", "'ideas'"]),
        (["query", "most-citd"], 2, ["most-citd", "did you mean most-cited"]),
        (["query", "references-of"], 2, ["Missing option '--work'"]),
        (["query", "anachronisms", "--tolerance", "some"], 2, ["some", "whole number"]),
        (["query", "works-by-text", "--text", "a", "--from", "19x"], 2, ["19x", "whole number"]),
        (["query", "references-of", "--work", "x", "--status", "?"], 2, ["matched"]),
        (["query", "most-cited", "--limit", "-1"], 2, ["-1"]),
        (["query", "cited-by", "--work", "RePEc:no:such:1"], 1, ["no work is named", "nearest"]),
        (["query", "works-in-venue", "--venue", "Nowhere"], 1, ["no series or journal"]),
        (["query", "works-of-person", "--person", "Nobody Atall"], 1, ["no author is named"]),
        (["query", "works-of-person", "--person", "pzz99"], 1, ["no source mentions"]),
        (["why", "RePEc:smp:nosuch:1"], 1, ["no work is named"]),
        (["show", "RePEc:smp:nosuch:1"], 1, ["no work is named"]),
        (["sparql", "SELECT ?x WHERE {"], 1, ["no SPARQL 1.1", "1:18"]),
        (["sparql", "SELECT * { SERVICE <http://x/> {?s ?p ?o} }"], 1, ["SERVICE is refused"]),
        (["sparql", r"SELECT * { \u0053ERVICE <http://x/> {?s ?p ?o} }"], 1, ["SERVICE"]),
        (["sparql", "SELECT * {" + "(" * 5000], 1, ["nested"]),
        (["sparql", "INSERT DATA { <a:a> <a:a> <a:a> }"], 1, ["no SPARQL 1.1"]),
        (["sparql", "nowhere.rq"], 2, ["nowhere.rq", "cannot be read"]),
        (["export", "-o", "graph.xyz"], 2, ["graph.xyz", "--format"]),
        (["export", "-o", "/nowhere/graph.ttl"], 1, ["/nowhere/graph.ttl", "cannot be written"]),
        (["remove", "nowhere"], 1, ["no source is named"]),
        (["nonsense"], 2, ["No such command"]),
    ],
)
def test_wrong_calls(
    run: Command, sample_store: Store, arguments: list[str], code: int, parts: list[str]
) -> None:
    before = sample_store.current
    outcome = run("-s", sample_store.path, *arguments)
    assert outcome.code == code, outcome
    assert_message(outcome.err, *parts)
    assert sample_store.current == before


@pytest.mark.parametrize(
    "command", sorted(set(COMMANDS) - {"ingest", "query", "queries", "sparql", "lint"})
)
def test_commands_without_a_store(run: Command, command: str) -> None:
    needed = {"search": ["x"], "show": ["x"], "why": ["x"], "remove": ["x"]}
    needed |= {"decide": ["x#1", "reject"], "decisions": ["list"], "lists": ["list"]}
    outcome = run(command, *needed.get(command, []))
    assert outcome.code == 1
    assert_message(outcome.err, "there is no store at", "citegraph ingest")


def test_a_folder_that_is_no_store(run: Command, tmp_path: Path) -> None:
    write(tmp_path / "thesis.tex", b"precious")
    outcome = run("-s", tmp_path, "ingest", PAGE)
    assert outcome.code == 1
    assert_message(outcome.err, "is no citegraph store")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_store_that_another_process_writes(run: Command, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    with store.writer("ingest elsewhere"):
        outcome = run("ingest", PAGE)
    assert outcome.code == 1
    assert_message(outcome.err, "is being written by process", "wait until it is done")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_agrees_with_the_list(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help is not None
    assert " ".join(command.help.split("\n\n")[0].split()) == COMMANDS[name][1]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['citegraph', '--help']; from citegraph.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([m for m in ('pyoxigraph', 'rdflib', 'rich', 'yaml', 'pyshacl', 'sqlite3')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_a_source_forced_on_the_wrong_file(run: Command, tmp_path: Path) -> None:
    nbib = write(tmp_path / "refs.nbib", b"PMID- 1\nTI  - Increasing\nFAU - Krugman, P.\n")
    assert run("ingest", nbib).code == 1
    for name in SOURCES:
        outcome = run("ingest", "--source", name, nbib)
        assert outcome.code == 1
        assert "no new generation" in outcome.out
        assert_message(outcome.err, "refs.nbib")


def test_removing_says_what_went_and_what_stays(run: Command, tmp_path: Path) -> None:
    good = b"Template-Type: ReDIF-Paper 1.0\nTitle: T\nHandle: RePEc:smp:wpaper:1\n"
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "paper.rdf", good)
    again = run("ingest", tmp_path / "one", tmp_path / "two")
    assert "1 read, 1 known under another name" in again.out
    outcome = run("remove", tmp_path / "one")
    assert f"Removed {tmp_path}/one/paper.rdf" in outcome.out
    assert f"still held by {tmp_path}/two/paper.rdf" in outcome.out
    assert len(run("query", "works-by-text", "--text", "T", "-f", "csv").out.splitlines()) == 2
    assert "1 source forgotten" in run("remove", "paper.rdf").out
    assert run("export", "-f", "nq").out == ""


def test_an_empty_store_is_not_made_for_nothing(run: Command, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    run("ingest", tmp_path / "nothing")
    assert not (tmp_path / "store").exists()
    assert_message(run("-s", "/etc/passwd", "stats").err, "/etc/passwd is a file, no store")
    assert_message(run("ingest", "https://example.org/page.html").err, "save the page")


def test_file_names_of_any_bytes(run: Command, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    good = "Template-Type: ReDIF-Paper 1.0\nTitle: T{n}\nHandle: RePEc:smp:wpaper:{n}\n"
    names = [b"caf\xe9.rdf", b"new\nline.rdf", b"sp ace.rdf", "naïve.rdf".encode()]
    for number, name in enumerate(names):
        with open(os.fsencode(folder) + b"/" + name, "w", encoding="utf-8") as file:  # noqa: PTH123  # a name in bytes
            file.write(good.format(n=number))
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder)
    (folder / "outside").symlink_to("/etc/passwd")
    outcome = run("ingest", folder)
    assert (outcome.code, "4 read, 3 passed over" in outcome.out) == (0, True)
    assert r"caf\udce9.rdf:2" in run("why", "RePEc:smp:wpaper:0", "title").out
    assert r"new\nline.rdf:2" in run("why", "RePEc:smp:wpaper:1", "title").out
    assert "4 unchanged" in run("ingest", folder).out
    assert "4 sources forgotten" in run("remove", folder).out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_few_letters(sample_store: Store, encoding: str) -> None:
    command = [sys.executable, "-m", "citegraph", "-s", str(sample_store.path), "show", ASHEIM]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert b"Asheim" in done.stdout
    assert done.stderr == b""


def test_output_that_the_caller_closed(sample_store: Store) -> None:
    line = f"{sys.executable} -m citegraph -s {sample_store.path} export >&-"
    done = subprocess.run(line, shell=True, capture_output=True, check=False)  # noqa: S602
    assert b"bug" not in done.stderr


def test_diagnostics_show_no_address(run: Command, tmp_path: Path) -> None:
    text = "Template-Type: ReDIF-Nothing 1.0\nMaintainer-Email: who@example.org\nName: who@example.org\n"
    text += "Template-Type: ReDIF-Paper 1.0\nTitle: T\nDOI: ask who@example.org\n"
    text += "Handle: RePEc:smp:wpaper:1\nAbstract: Write to who@example.org.\n"
    outcome = run("ingest", "-v", write(tmp_path / "mail.rdf", text.encode()))
    assert "is no DOI" in outcome.err
    shown = run("why", "RePEc:smp:wpaper:1").out + run("show", "RePEc:smp:wpaper:1").out
    for output in (outcome.out, outcome.err, shown, run("export", "-f", "nq").out):
        assert "example.org" not in output
