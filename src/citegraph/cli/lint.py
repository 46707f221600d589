"""`citegraph lint`: what is wrong in files, for people, for programs, and for code hosts."""

from collections import Counter
from collections.abc import Iterator

import click

from citegraph.cli.output import many
from citegraph.ingest.redif_rules import RULES, Finding, Severity
from citegraph.lint import Report, Summary, lint
from citegraph.lint.written import FORMATS

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_ORDINARY = frozenset(["ASCII", "UTF-8", "UTF-8 with a byte order mark", ""])


@click.command("lint")
@click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="How to write the findings.",
)
@click.option(
    "--severity",
    type=click.Choice([level.value for level in Severity]),
    default=Severity.WARNING.value,
    show_default=True,
    help="List findings from this severity on; the summary counts all.",
)
@click.option(
    "--ignore",
    "ignored",
    metavar="RULE",
    type=click.Choice(list(RULES)),
    multiple=True,
    help="Leave a rule out; may be given again.",
)
def command(
    paths: tuple[str, ...], format_name: str, severity: str, ignored: tuple[str, ...]
) -> None:
    """Hold ReDIF files to the specification, line by line.

    PATHS are files, folders, .zip and .tar archives, or - for standard input. An error is what
    makes RePEc drop a template; a warning, what will be misread; a note, what could be better.
    Of BibTeX and RIS files it says what ingest would set aside, and what it would doubt.
    No store is needed or changed. Exit code 1 when there is an error.
    """
    summary, least = Summary(), Severity(severity)
    places = (
        (report, finding, text)
        for report in lint(paths, summary, frozenset(ignored))
        for finding, text in report.findings
        if _rank(finding.severity) <= _rank(least)
    )
    if format_name == "text":
        _print(places)
        _print_summary(summary, least)
    else:
        for piece in FORMATS[format_name](places, summary):
            click.echo(piece, nl=False)
    if summary.severities[Severity.ERROR]:
        click.get_current_context().exit(1)


def _print(places: Iterator[tuple[Report, Finding, str]]) -> None:
    last = ""
    for report, finding, text in places:
        if report.path != last:
            if last:
                click.echo()
            if report.encoding not in _ORDINARY:
                click.echo(f"{report.path}: in {report.encoding}")
            last = report.path
        level = click.style(finding.severity, fg=_COLOURS[finding.severity], bold=True)
        field = f" {finding.field}" if finding.field else ""
        where = f"{report.path}:{finding.line}"
        click.echo(f"{where}: {level} {finding.rule}{field}: {finding.message}")
        if text:
            click.echo(f"    | {text}")
    if last:
        click.echo()


def _print_summary(summary: Summary, least: Severity) -> None:
    passed = f", {summary.passed_over} passed over" if summary.passed_over else ""
    click.echo(f"{many(summary.files, 'file')}{passed}: {_listed(summary.encodings)}")
    total = summary.templates.total()
    click.echo(f"{many(total, 'template')}: {_listed(summary.templates)}")
    counts = [many(summary.severities[level], level) for level in Severity]
    click.echo(", ".join(counts))
    ordered = sorted(summary.rules.items(), key=lambda rule: (_rank(rule[0][0]), -rule[1]))
    for (level, rule), count in ordered:
        click.echo(f"  {count:6} {level:7} {rule}")
    hidden = [level for level in list(Severity)[_rank(least) + 1 :] if summary.severities[level]]
    if hidden:
        click.echo(f"--severity {hidden[-1]} lists the rest")


def _rank(severity: Severity) -> int:
    """The worst is 0."""
    return list(Severity).index(severity)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.most_common()) or "none"
