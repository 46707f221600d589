"""The linter: each rule on files written for it, each form of output, and what must never happen.

`pytest --update` writes `tests/lint/expected.txt` and the table of `docs/lint.md` anew.
"""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph.ingest.redif_rules import RULES, Severity
from citegraph.lint import Report, Summary, lint
from citegraph.lint.shown import shown
from tests.conftest import ROOT, SAMPLES, Command
from tests.test_terminal import in_terminal

CASES = Path(__file__).parent / "lint"
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+|john at example")
GOOD = (
    b"Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Jane Roe\nTitle: A good enough title\n"
    b"Handle: RePEc:smp:wpaper:1\n"
)


def linted(*paths: Path) -> list[Report]:
    return list(lint(tuple(map(str, paths)), Summary()))


def rules(*paths: Path) -> set[str]:
    return {finding.rule for report in linted(*paths) for finding, _ in report.findings}


def test_golden(
    run: Command, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(ROOT)
    outcome = run("lint", "--severity", "note", "tests/lint")
    expected = CASES / "expected.txt"
    if request.config.getoption("--update"):
        expected.write_text(outcome.out, encoding="utf-8")
    assert outcome.out == expected.read_text(encoding="utf-8")
    assert (outcome.code, outcome.err) == (1, "")


def test_every_rule_is_broken_somewhere(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing more")
    assert rules(CASES, tmp_path) == set(RULES)


def test_nothing_is_wrong_in_what_is_right(run: Command) -> None:
    outcome = run("lint", "--severity", "note", CASES / "good.rdf")
    assert outcome.code == 0
    assert "0 errors, 0 warnings, 0 notes" in outcome.out


def test_json(run: Command) -> None:
    outcome = run("lint", "--format", "json", "--severity", "note", CASES)
    found = json.loads(outcome.out)
    assert outcome.code == 1
    assert set(found) == {"findings", "summary"}
    assert len(found["findings"]) == sum(found["summary"]["severities"].values())
    for finding in found["findings"]:
        assert finding["rule"] in RULES
        assert finding["line"] <= finding["end_line"]
    assert found["summary"]["templates"]["ReDIF-Paper"] == 17


def test_sarif(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What section 3 of SARIF 2.1.0 requires, and what code hosts ask for beyond it."""
    monkeypatch.chdir(ROOT)
    log = json.loads(run("lint", "--format", "sarif", "--severity", "note", "tests/lint").out)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (one,) = log["runs"]
    driver = one["tool"]["driver"]
    assert {"name", "version", "rules"} <= set(driver)
    assert [rule["id"] for rule in driver["rules"]] == list(RULES)
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    assert one["results"]
    for result in one["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        ((_, place),) = (item for location in result["locations"] for item in location.items())
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9_./%~-]+", uri)
        assert (ROOT / uri).is_file()
        assert 1 <= place["region"]["startLine"] <= place["region"]["endLine"]
        assert place["region"].get("snippet", {"text": ""}).keys() == {"text"}


def test_machines_get_valid_output_without_findings_too(run: Command) -> None:
    assert json.loads(run("lint", "-f", "json", CASES / "good.rdf").out)["findings"] == []
    log = json.loads(run("lint", "-f", "sarif", CASES / "good.rdf").out)
    assert log["runs"][0]["results"] == []


def test_noise_can_be_lowered(run: Command) -> None:
    path = CASES / "values.rdf"
    assert " note " in run("lint", "--severity", "note", path).out
    shown = run("lint", "--severity", "error", path).out
    assert ": warning " not in shown
    assert "--severity note lists the rest" in shown
    assert "malformed-handle" not in run("lint", "--ignore", "malformed-handle", path).out
    latin = CASES / "latin.rdf"
    assert ": note " not in run("lint", latin).out
    assert (run("lint", latin).code, run("lint", CASES / "page.rdf").code) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ([], ["Missing argument"]),
        (["nowhere.rdf"], ["nowhere.rdf", "no such file"]),
        (["--format", "xml", "x"], ["'sarif'"]),
        (["--ignore", "everything", "x"], ["everything"]),
    ],
)
def test_wrong_calls(run: Command, arguments: list[str], parts: list[str]) -> None:
    outcome = run("lint", *arguments)
    assert outcome.code == 2
    assert all(part in outcome.err for part in parts)


def test_no_address_is_shown(run: Command) -> None:
    for form in ("text", "json", "sarif"):
        outcome = run("lint", "--format", form, "--severity", "note", CASES)
        assert ADDRESS.findall(outcome.out + outcome.err) == []


@given(st.text(max_size=200), st.from_regex(r"[a-z.+]{1,20}@[a-z]{1,9}\.[a-z]{2}", fullmatch=True))
def test_no_address_gets_through(before: str, address: str) -> None:
    for line in (f"{before} {address}", f"Author-Email:{address}", f"Note: <{address}>, {before}"):
        assert address not in shown(line)


N = 50_000


@pytest.mark.parametrize(
    "body",
    [
        b"Title: " + b"x@a." * N,
        b"File-URL: http://" + b"a." * N + b" ",
        b"File-URL: " + b"a b " * N,
        b"Author-Name: " + b"A and " * N,
        b"Author-Email: " + b"a@b." * N + b"!",
        b"Note: " + "é".encode() * N + "Ã©".encode() * N,
        b"a" * N + b": x",
        b"".join(b"Autor-Nam%d: x\n" % n for n in range(N // 50)),
        b"DOI: 10.1234/" + b"(" * N,
        b"Handle: " + b"RePEc:" * N,
        b"Title: " + b"<&" * N,
    ],
)
def test_checking_grows_no_faster_than_the_text(tmp_path: Path, body: bytes) -> None:
    """With backtracking any of these would take hours."""
    file = tmp_path / "hostile.rdf"
    file.write_bytes(GOOD + body)
    for finding, text in linted(file)[0].findings:
        assert len(finding.message) < 1000
        assert len(text) < 1000


def test_colours_on_a_terminal_only(run: Command) -> None:
    command = [sys.executable, "-m", "citegraph", "lint", str(CASES / "page.rdf")]
    assert "\x1b[" in in_terminal(*command)
    assert "\x1b" not in run("lint", CASES / "page.rdf").out


def test_no_store_is_made(run: Command, tmp_path: Path) -> None:
    run("lint", SAMPLES)
    assert not (tmp_path / "store").exists()


def test_a_lint_imports_no_store() -> None:
    code = (
        "import sys, citegraph.lint, citegraph.cli.lint\n"
        "print([m for m in ('citegraph.store', 'rdflib', 'rich', 'sqlite3') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_folders_archives_and_backups(tmp_path: Path) -> None:
    (tmp_path / "old.rdf~").write_bytes(b"<html>")
    (tmp_path / "readme.txt").write_bytes(b"no templates")
    (tmp_path / "PAPER.RDF").write_bytes(GOOD)
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("inner/page.rdf", "<html>")
        archive.writestr("inner/image.png", b"\x89PNG\x00")
    summary = Summary()
    reports = {r.path.rsplit("/", 1)[-1]: r for r in lint((str(tmp_path),), summary)}
    assert sorted(reports) == ["PAPER.RDF", "page.rdf"]
    assert (summary.files, summary.passed_over) == (2, 3)
    assert [f.rule for f, _ in reports["page.rdf"].findings] == ["no-redif"]


def test_standard_input() -> None:
    command = [sys.executable, "-m", "citegraph", "lint", "-f", "sarif", "-"]
    done = subprocess.run(command, input=b"<html>", capture_output=True, check=False)
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (done.returncode, place["artifactLocation"]["uri"]) == (1, "standard%20input")


def test_a_file_given_twice_is_no_duplicate(tmp_path: Path) -> None:
    file = tmp_path / "one.rdf"
    file.write_bytes(GOOD)
    assert "duplicate-handle" not in rules(file, tmp_path)
    (tmp_path / "two.rdf").write_bytes(GOOD.replace(b"RePEc:smp", b"repec:SMP"))
    assert "duplicate-handle" in rules(tmp_path)


_PIECES = st.sampled_from(
    [
        b"Template-Type: ReDIF-Paper 1.0",
        b"template-type:ReDIF-Series",
        b"Template-Type: \xff",
        b"Author-Name: ",
        b"Author-Workplace-Name: X",
        b"Author-Email: a@b.example.org",
        b"File-URL: http://x",
        b"Handle: RePEc:a",
        b"\r",
        b"\n",
        b"\r\n",
        b"\x1a",
        b"\x85 \xe2\x80\xa8",
        b"<p>&amp;",
        b"# comment",
        b"  more",
        b"\xef\xbb\xbf",
        "Ricardoâ€™s".encode(),
    ]
)


@given(st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=30).map(b"\n".join)))
@pytest.mark.parametrize("wide", [False, True])
def test_any_bytes_give_findings_within_the_file(
    tmp_path_factory: pytest.TempPathFactory, wide: bool, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.rdf"
    file.write_bytes(b"\xff\xfe" + data.decode("latin-1").encode("utf-16-le") if wide else data)
    summary = Summary()
    (report,) = lint((str(file),), summary)
    last = len(re.split(r"\r\n|\r|\n", data.decode("latin-1")))
    for finding, text in report.findings:
        assert 1 <= finding.line <= finding.end <= last
        assert finding.rule in RULES
        for said in (finding.message, text):
            assert said.isprintable()
            assert not ADDRESS.search(said)
    assert summary.templates == report.templates


def test_every_rule_stands_in_the_docs(request: pytest.FixtureRequest) -> None:
    page = ROOT / "docs" / "lint.md"
    text = page.read_text(encoding="utf-8")
    table = "| rule | severity | what it asks |\n| --- | --- | --- |\n" + "".join(
        f"| `{name}` | {rule.severity} | {rule.summary} |\n" for name, rule in RULES.items()
    )
    if request.config.getoption("--update"):
        text = re.sub(r"\| rule \|.*?(?=\n\n|\Z)\n?", lambda _: table, text, flags=re.DOTALL)
        page.write_text(text, encoding="utf-8")
    assert table in text
    assert [rule.severity for rule in RULES.values()].count(Severity.ERROR) == text.count(
        "| error |"
    )
