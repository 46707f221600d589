"""Documentation that fails: examples run, references are generated, every command is named."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from citegraph import saved
from citegraph.cli.main import cli
from citegraph.formats import ANSWER_FORMATS, RDF_FORMATS
from citegraph.header import SHARED
from citegraph.ingest import SOURCES
from citegraph.store import Store
from tests.conftest import ROOT, Command
from tests.test_queries import CALLS, portable

DOCS = ROOT / "docs"
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Columns that say how much is known of what is counted.
COVERAGE = {
    "coded",
    "list",
    "lists",
    "missing",
    "on_topic",
    "own_works",
    "papers",
    "with_keywords",
    "works_in_store",
}
# Pages whose examples speak of a store that holds the samples.
WITH_SAMPLES = {"formats.md", "graph.md", "versions.md"}


def examples(path: Path) -> Iterator[tuple[str, str]]:
    """The commands of a page with their outputs, in order."""
    for block in _BLOCK.findall(path.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def agrees(found: str, expected: str) -> bool:
    """Whether an output is the expected one, in which `...` stands for any text."""
    pattern = ".*".join(re.escape(piece) for piece in expected.rstrip().split("..."))
    text = "\n".join(line.rstrip() for line in found.splitlines())
    return re.fullmatch(pattern, text, re.DOTALL) is not None


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "docs/decisions.md",
        "docs/lists.md",
        "docs/formats.md",
        "docs/graph.md",
        "docs/store.md",
        "docs/lint.md",
        "docs/versions.md",
    ],
)
def test_examples_run_and_say_what_they_say(
    name: str, run: Command, sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shlex

    monkeypatch.chdir(ROOT)
    if Path(name).name in WITH_SAMPLES:
        monkeypatch.setenv("CITEGRAPH_STORE", str(sample_store.path))
    count = 0
    for command, expected in examples(ROOT / name):
        program, *arguments = shlex.split(command)
        assert program == "citegraph"
        outcome = run(*arguments)
        assert agrees(outcome.out, expected), f"{command}\n{outcome.out}\n{outcome.err}"
        count += 1
    assert count > 1


def helps(command: click.Command, words: list[str]) -> Iterator[tuple[str, str]]:
    """The help of a command and of those below it, as a user sees it."""
    context = click.Context(
        command,
        info_name=" ".join(words),
        max_content_width=88,
        help_option_names=["-h", "--help"],
    )
    context.terminal_width = 88
    yield " ".join(words), command.get_help(context)
    # The saved queries have a page of their own.
    if isinstance(command, click.Group) and command.name != "query":
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from helps(below, [*words, name])


def commands_page() -> str:
    parts = ["# Commands\n\nWhat `--help` says. This page is generated.\n"]
    for name, text in helps(cli, ["citegraph"]):
        parts.append(f"## {name}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def shared_options() -> list[str]:
    """Which questions have which of the shared options, and why some do not."""
    lines = ["## Options that questions share\n", "All have `--limit` and `--offset`.\n"]
    for parameter in saved.get("most-cited").parameters:
        if parameter.shared:
            kind = ", ".join(parameter.choices) or parameter.type
            default = f", {parameter.default} without" if parameter.default else ""
            lines.append(f"- `--{parameter.name}` {kind}{default}: {parameter.help}")
    names = list(SHARED.params)
    heads = ["question", *(f"`--{name}`" for name in names), "coverage", "what is missing, and why"]
    lines += ["", f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for query in saved.library().values():
        own = {p.name: "yes" if p.shared else "of its own" for p in query.parameters}
        has = [own.get(name, "") for name in names]
        coverage = ", ".join(f"`{column}`" for column in query.columns if column in COVERAGE)
        lines.append(f"| {' | '.join([query.name, *has, coverage, query.without])} |")
    return [*lines, ""]


def queries_page(run: Command, store: Store) -> str:
    parts = [
        "# Questions\n\nThe saved queries, each with its answer on the samples"
        " (at most three rows). This page is generated.\n\nAnswers come in many"
        " [formats](formats.md), which also says how to add questions of your own.\n",
        *shared_options(),
    ]
    group = ""
    for query in saved.library().values():
        if query.group != group:
            group = query.group
            parts.append(f"## {group.capitalize()}\n")
        given = CALLS[query.name]
        call = " ".join(f'"{word}"' if " " in word else word for word in given)
        limit = [] if "--limit" in given else ["--limit", "3"]
        answer = portable(
            run("-s", store.path, "query", query.name, *given, *limit, "-f", "md").out
        )
        parts.append(f"### {query.name}\n\n{query.summary}. {query.description}\n")
        for parameter in query.parameters:
            need = " (required)" if parameter.required else ""
            kind = ", ".join(parameter.choices) or parameter.type
            parts.append(f"- `--{parameter.name}` {kind}{need}: {parameter.help}")
        parts.append(f"\n`citegraph query {query.name} {call}`\n".replace(" `", "`"))
        rows = [line if len(line) < 900 else f"{line[:900]}…" for line in answer.splitlines()]
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def test_commands_page(request: pytest.FixtureRequest) -> None:
    page = DOCS / "commands.md"
    if request.config.getoption("--update"):
        page.write_text(commands_page(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == commands_page()


def test_queries_page(run: Command, listed_store: Store, request: pytest.FixtureRequest) -> None:
    page = DOCS / "queries.md"
    found = queries_page(run, listed_store)
    if request.config.getoption("--update"):
        page.write_text(found, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == found


def test_pages_name_every_source_format_and_link() -> None:
    sources = (DOCS / "sources.md").read_text(encoding="utf-8")
    assert all(f"(`{name}`)" in sources for name in SOURCES)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f.title in readme for f in RDF_FORMATS.values())
    formats = (DOCS / "formats.md").read_text(encoding="utf-8")
    for form in ANSWER_FORMATS.values():
        assert f"`{form.name}`" in formats
        assert form.media_type in formats
        assert not form.extra or f"[{form.extra}]" in formats
    for path in [ROOT / "README.md", *DOCS.glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_sample_readme_names_every_file() -> None:
    text = (ROOT / "samples" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "samples").rglob("*.*"):
        if path.is_file() and path.name not in {"README.md", "demo.sh"}:
            assert path.name in text
