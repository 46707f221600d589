"""Findings for programs: JSON, and SARIF 2.1.0 (OASIS), which code hosts show beside the lines.

Both are written piece by piece, so that the findings of a whole mirror need no memory.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from urllib.parse import quote

from citegraph import __version__
from citegraph.ingest.redif_rules import RULES, Finding, Severity
from citegraph.lint.run import Report, Summary

Places = Iterable[tuple[Report, Finding, str]]
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HELP = "https://ideas.repec.org/t/rediftemplate.html"


def as_json(places: Places, summary: Summary) -> Iterator[str]:
    """One object: `findings` in the order of the files, and the `summary` of all of them."""
    found: Iterator[dict[str, object]] = (
        {
            "file": report.path,
            "line": finding.line,
            "end_line": finding.end,
            "field": finding.field or None,
            "rule": finding.rule,
            "severity": finding.severity,
            "message": finding.message,
            "text": text,
            "encoding": report.encoding or None,
        }
        for report, finding, text in places
    )
    yield '{"findings": ['
    yield from _items(found)
    yield f'],\n"summary": {json.dumps(_counts(summary), ensure_ascii=False)}}}\n'


def as_sarif(places: Places, summary: Summary) -> Iterator[str]:
    """One run of one tool. Addresses of files are relative to the current folder."""
    rules = [
        {
            "id": name,
            "shortDescription": {"text": rule.summary},
            "help": {"text": f"{rule.summary} Fields and values of ReDIF: {_HELP}"},
            "defaultConfiguration": {"level": rule.severity},
        }
        for name, rule in RULES.items()
    ]
    driver = {"name": "citegraph", "version": __version__, "rules": rules}
    numbers = {name: number for number, name in enumerate(RULES)}
    results: Iterator[dict[str, object]] = (
        {
            "ruleId": finding.rule,
            "ruleIndex": numbers[finding.rule],
            "level": finding.severity,
            "message": {
                "text": f"{finding.field}: {finding.message}" if finding.field else finding.message
            },
            "locations": [{"physicalLocation": _location(report, finding, text)}],
        }
        for report, finding, text in places
    )
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{\n'
    yield f'"tool": {{"driver": {json.dumps(driver)}}},\n"columnKind": "unicodeCodePoints",\n'
    yield '"results": ['
    yield from _items(results)
    yield f'],\n"properties": {json.dumps(_counts(summary), ensure_ascii=False)}}}]}}\n'


def _location(report: Report, finding: Finding, text: str) -> dict[str, object]:
    path = PurePath(report.path)
    uri = path.as_uri() if path.is_absolute() else quote(report.path)
    # The region is the first line, of which the snippet is a part: a value may be pages long.
    region: dict[str, object] = {"startLine": finding.line, "endLine": finding.line}
    if text:
        region["snippet"] = {"text": text}
    return {"artifactLocation": {"uri": uri}, "region": region}


def _items(objects: Iterable[dict[str, object]]) -> Iterator[str]:
    for number, item in enumerate(objects):
        yield f"{',' if number else ''}\n{json.dumps(item, ensure_ascii=False)}"


def _counts(summary: Summary) -> dict[str, object]:
    return {
        "files": summary.files,
        "passed_over": summary.passed_over,
        "templates": dict(summary.templates.most_common()),
        "encodings": dict(summary.encodings.most_common()),
        "severities": {level: summary.severities[level] for level in Severity},
        "rules": {
            f"{rule} ({level})": count for (level, rule), count in summary.rules.most_common()
        },
    }


FORMATS = {"json": as_json, "sarif": as_sarif}
