"""The run of a check: files one after the other, each with its findings, and counts over all."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from citegraph.errors import SourceError
from citegraph.ingest.files import Found, find
from citegraph.ingest.redif_check import check
from citegraph.ingest.redif_lines import check_lines, check_mark_up, encoding, raw_lines
from citegraph.ingest.redif_rules import RULES, Finding, Severity
from citegraph.ingest.redif_spec import TYPES, spelled
from citegraph.ingest.redif_template import Template, templates
from citegraph.ingest.source import Document
from citegraph.ingest.text import escaped
from citegraph.lint.entries import check_entries, format_of
from citegraph.lint.handles import Handles
from citegraph.lint.shown import masked, shown

# What RePEc reads; anything else in a folder is passed over unless it holds templates.
_READ = (".rdf", ".redif")
_TEMPLATE = re.compile(rb"^template-type\s*:", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Report:
    """What one file holds, and what is wrong in it: findings, each with the line as shown.

    `path` is relative to the current folder where it lies below it. An unreadable file has no
    encoding.
    """

    path: str
    encoding: str
    templates: Counter[str]
    findings: tuple[tuple[Finding, str], ...]


@dataclass
class Summary:
    """Counts over all files."""

    files: int = 0
    passed_over: int = 0
    templates: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    severities: Counter[Severity] = field(default_factory=Counter)
    rules: Counter[tuple[Severity, str]] = field(default_factory=Counter)

    def add(self, report: Report) -> None:
        self.files += 1
        self.templates += report.templates
        if report.encoding:
            self.encodings[report.encoding] += 1
        for finding, _ in report.findings:
            self.severities[finding.severity] += 1
            self.rules[finding.severity, finding.rule] += 1


def lint(
    paths: tuple[str, ...], summary: Summary, ignored: frozenset[str] = frozenset()
) -> Iterator[Report]:
    """A report for each ReDIF, BibTeX or RIS file under the paths, counted in the summary.

    One file is in memory at a time; only the handles are kept, to find those given twice.
    Raises UsageError for a path that does not exist.
    """
    handles = Handles()
    for found in find(paths):
        report = None if found.left_alone else _report(found, handles)
        if report is None:
            summary.passed_over += 1
            continue
        kept = tuple(place for place in report.findings if place[0].rule not in ignored)
        report = replace(report, findings=kept)
        summary.add(report)
        yield report


def _report(found: Found, handles: Handles) -> Report | None:
    """The report on a file, or nothing for one that is in none of the formats."""
    path = _relative(found.path)
    try:
        document = found.document()
    except SourceError as error:
        said = str(error).removeprefix(f"{found.path}: ")
        return Report(path, "", Counter(), ((_whole("unreadable-file", said), ""),))
    holds_templates = bool(_TEMPLATE.search(document.data))
    listed = None if holds_templates else format_of(document, named=found.named)
    expected = bool(listed) or found.named or found.path.lower().endswith(_READ)
    if not expected and not holds_templates:
        return None
    lines = raw_lines(document)
    types: Counter[str] = Counter()
    findings = sorted(
        check_entries(document, listed, types)
        if listed
        else _findings(document, lines, types, handles, path),
        key=lambda f: (f.line, f.end),
    )
    if not expected:
        said = "RePEc reads only .rdf and .redif files: rename it, or move it away"
        findings.insert(0, _whole("file-not-read", said))
    places = tuple(
        (
            replace(finding, message=escaped(masked(finding.message))),
            shown(lines[finding.line - 1], finding.column),
        )
        for finding in findings
    )
    return Report(path, encoding(document), types, places)


def _findings(
    document: Document, lines: list[str], types: Counter[str], handles: Handles, path: str
) -> list[Finding]:
    """What is wrong in a file; counts its templates on the way."""
    if not document.data.strip():
        return [_whole("empty-file", "there is nothing in the file: delete it")]
    findings: list[Finding] = []
    for template in templates(document):
        if isinstance(template, Template):
            known = template.type in TYPES
            types[spelled(template.type) if known else "of unknown type"] += 1
            findings += check(template)
            findings += check_mark_up(template, lines)
            findings += handles.check(template, path)
        else:
            said = f"{template.message}: delete it, or begin it with #"
            findings.append(_whole("text-before-template", said, template.line))
    if not types:
        shape = "a web page" if document.is_html else "text"
        shape = "no text" if document.is_binary else shape
        said = f"this is {shape}, and no line begins with Template-Type: put the templates back"
        return [_whole("no-redif", said)]
    return [*check_lines(document, lines), *findings]


def _whole(rule: str, message: str, line: int = 1) -> Finding:
    return Finding(rule, RULES[rule].severity, line, line, "", message)


def _relative(path: str) -> str:
    try:
        return Path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path
