"""Completion, as shells ask for it: by variables, and for bash through bash itself."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from citegraph.cli.completion import _split
from citegraph.store import Store
from tests.conftest import Command

Lines = list[str]
Ask = Callable[[str, str], Lines]


@pytest.fixture
def ask(run: Command, sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """What a shell is told about a line, the cursor at its end."""
    monkeypatch.setenv("CITEGRAPH_STORE", str(sample_store.path))
    monkeypatch.setenv("COMP_WORDBREAKS", " \t\n\"'><=;|&(:")

    def told(shell: str, line: str) -> Lines:
        words = line.split(" ")
        monkeypatch.setenv("_CITEGRAPH_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_LINE", line)
        monkeypatch.setenv("COMP_POINT", str(len(line.encode())))
        monkeypatch.setenv("COMP_WORDS", line if shell != "fish" else " ".join(words[:-1]))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1) if shell == "zsh" else words[-1])
        found = run()
        assert found.code == 0, found.err
        return [told_line for told_line in found.out.splitlines() if told_line]

    return told


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("citegraph que", ["plain,query", "plain,queries"]),
        ("citegraph query cited", ["plain,cited-by"]),
        ("citegraph query cited-by --wo", ["plain,--work"]),
        ("citegraph query references-of --status un", ["plain,uncertain", "plain,unmatched"]),
        ("citegraph query cited-by --work repec:stp:stepre:1995", ["plain,1995r03"]),
        ("citegraph query cited-by --work=RePEc:stp:stepre:1996", ["plain,1996r13"]),
        ('citegraph query cited-by --work "RePEc:stp:stepre:1996', ["plain,RePEc:stp:stepre:1996r13"]),
        ("citegraph query cited-by --work the\\ lea", ["plain,The\\ Learning\\ Economy"]),
        ('citegraph query cited-by --work "The Lea', ["plain,The Learning Economy"]),
        ("citegraph query cited-by --work 'Industrial Di", [
            "plain,Industrial Districts as '\\''learning regions'\\''. A condition for prosperity",
            "plain,Industrial districts as '\\''learning regions'\\'': A condition for prosperity",
        ]),
        ("citegraph query works-of-person --person pk", ["plain,pkr10"]),
        ("citegraph query works-of-person --person Lundv", ["plain,Lundvall,\\ Bengt-ake"]),
        ("citegraph query works-of-person --person Bengt", ["plain,Bengt-ake\\ Lundvall"]),
        ("citegraph query works-in-venue --venue 0048", ["plain,0048-7333"]),
        ("citegraph query works-in-venue --venue Resea", ["plain,Research\\ Policy"]),
        ("citegraph query most-cited --jel o3", ["plain,O3", "plain,O31", "plain,O38"]),
        ("citegraph query works-by-text --text x", []),
        ("citegraph -s /nowhere query cited-by --work RePEc:", []),
        ("citegraph query cited-by --work x --limit 3 -f bibt", ["plain,bibtex"]),
    ],
)  # fmt: skip
def test_bash_is_told_what_may_follow(ask: Ask, line: str, expected: Lines) -> None:
    assert ask("bash", line) == expected


def test_zsh_and_fish_are_told_with_what_each_value_is(ask: Ask) -> None:
    line = "citegraph query cited-by --work RePEc:stp:stepre:1995"
    title = "Industrial Districts as 'learning regions'. A condition for prosperity"
    assert ask("zsh", line) == ["plain", "RePEc\\:stp\\:stepre\\:1995r03", title]
    assert ask("fish", line) == [f"plain,RePEc:stp:stepre:1995r03\t{title}"]
    assert ask("zsh", "citegraph query works-in-v")[:2] == ["plain", "works-in-venue"]


def test_own_queries_are_completed_too(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "zebra.rq").write_text("#+ summary: Z\nSELECT * { ?s ?p ?o }\n")
    assert ask("bash", f"citegraph --queries {tmp_path} query ze") == ["plain,zebra"]


@pytest.mark.parametrize("place", ["--queries /nowhere query ci", "query no-such --wo"])
def test_nothing_is_written_into_a_line_that_is_wrong(
    place: str, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = f"citegraph {place}"
    monkeypatch.setenv("_CITEGRAPH_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_LINE", line)
    monkeypatch.setenv("COMP_POINT", str(len(line)))
    found = run()
    assert (found.out.strip(), found.err) == ("", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(
    shell: str, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_CITEGRAPH_COMPLETE", f"{shell}_source")
    found = run()
    assert found.code == 0
    assert f"_CITEGRAPH_COMPLETE={shell}_complete" in found.out
    if checker := shutil.which(shell):
        subprocess.run([checker, "-n"], input=found.out, text=True, check=True)


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash on this machine")
def test_bash_completes_a_line_with_our_script(
    run: Command, sample_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("_CITEGRAPH_COMPLETE", "bash_source")
    script = run().out
    program = tmp_path / "citegraph"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.argv[0] = 'citegraph'\n"
        "from citegraph.cli import main\nmain()\n"
    )
    program.chmod(0o755)
    line = "citegraph query cited-by --work RePEc:stp:stepre:199"
    test = f"""{script}
PATH="{tmp_path}:$PATH"
COMP_LINE='{line}' COMP_POINT={len(line)}
_citegraph_completion citegraph
printf '%s\\n' "${{COMPREPLY[@]}}"
complete -p citegraph
"""
    shell = subprocess.run(
        ["bash", "--norc"],
        input=test,
        text=True,
        capture_output=True,
        check=True,
        env={
            "CITEGRAPH_STORE": str(sample_store.path),
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(sys.path),
        },
    )
    assert shell.stdout.splitlines() == [
        "1995r03",
        "1996r13",
        "1999r02",
        "complete -o nosort -F _citegraph_completion citegraph",
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("a b", ("", "b", ["a", "b"])),
        ("a ", ("", "", ["a", ""])),
        ("a 'b c", ("'", "'b c", ["a", "b c"])),
        ('a "b\\" c', ('"', '"b\\" c', ["a", 'b" c'])),
        ("a b\\ c", ("", "b\\ c", ["a", "b c"])),
        ("a  b'c d'e", ("", "b'c d'e", ["a", "bc de"])),
    ],
)
def test_a_line_is_split_as_bash_splits_it(line: str, found: tuple[str, str, Lines]) -> None:
    assert _split(line) == found
