"""The generated works as CSV files, for peers that map tables to RDF.

The files hold what citegraph has to find out: finished IRIs, names turned round, match keys, the
fields of references and the works that they mean. What a row says stands in `mappings`.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import works
from archive import address, citation
from mappings import MAPPINGS, columns
from works import PER_ARCHIVE, PER_SERIES, Literature, Person, Work

from citegraph import vocab as v
from citegraph.graph.iris import DEFAULT_BASE


def write_tables(folder: Path, literature: Literature) -> None:
    """The works as CSV files, and the mappings as `mappings.json` beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    described = json.dumps([asdict(mapping) for mapping in MAPPINGS], indent=1)
    (folder / "mappings.json").write_text(described, encoding="utf-8")
    with ExitStack() as files:
        write: dict[str, Callable[[list[str]], object]] = {}
        names = {name: columns(name) for name in dict.fromkeys(m.file for m in MAPPINGS)}
        for name, header in names.items():
            out = (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
            write[name] = csv.writer(files.enter_context(out), lineterminator="\n").writerow
            write[name](header)
        for name, row in _rows(literature):
            write[name]([row.get(column, "") for column in names[name]])


def _rows(literature: Literature) -> Iterator[tuple[str, dict[str, str]]]:
    persons: set[str] = set()
    places: set[str] = set()
    for work in literature.works():
        cited = literature.references(work)
        yield "works", _work(work, listed=bool(cited))
        own = _iri("work", work.handle)
        for ordinal, person in enumerate(work.authors, start=1):
            row = _author(person, ordinal, given=work.is_article)
            yield "authors", row | {"work": own, "author": f"{own}#author-{ordinal}"}
            if person.short_id and person.short_id not in persons:
                persons.add(person.short_id)
                yield "persons", row | {"short_id": person.short_id}
            if person.institution and person.institution not in places:
                places.add(person.institution)
                edirc = person.institution[-7:]
                yield "organizations", row | {"handle": person.institution.lower(), "edirc": edirc}
        yield from (("keywords", {"work": own, "keyword": keyword}) for keyword in work.keywords)
        yield from (("subjects", {"work": own, "code": _iri("jel", code)}) for code in work.jel)
        for position, other in enumerate(cited, start=1):
            yield from _reference(own, position, other)
    for number in range(-(-literature.size // PER_SERIES)):
        yield "venues", _venue(number)


def _iri(space: str, local: str) -> str:
    return f"{DEFAULT_BASE}{space}/{local.lower() if space != 'jel' else local}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _metadata_key(work: Work) -> str:
    return f"metadata:{_digest(work.title, work.authors[0].family, str(work.year))[:20]}"


def _author_list(work: Work) -> str:
    return " & ".join(f"{person.given} {person.family}" for person in work.authors)


def _published(work: Work) -> dict[str, str]:
    """Where a work appeared, in the columns of works and of references."""
    if not work.is_article:
        return {"number": work.item}
    first, _, last = work.pages.partition("-")
    return {
        "volume": str(work.volume),
        "issue": str(work.issue),
        "first_page": first,
        "last_page": last,
    }


def _work(work: Work, *, listed: bool) -> dict[str, str]:
    own = _iri("work", work.handle)
    source = f"{DEFAULT_BASE}source/{_digest(str(work.number // 50))}"
    line = 1 + 25 * (work.number % 50)
    month = "" if work.is_article else f"-{work.month:02d}"
    return _published(work) | {
        "work": own,
        "class": v.ARTICLE if work.is_article else v.WORKING_PAPER,
        "title": work.title,
        "handle": work.handle,
        "handle_key": f"handle:{work.handle.lower()}",
        "metadata_key": _metadata_key(work),
        "abstract": work.abstract,
        "year": str(work.year),
        "year_stated": f"{work.year}{month}",
        "year_basis": "stated",
        "venue": _iri("venue", work.series.handle),
        "venue_name": work.series.name,
        "author_list": _author_list(work),
        "coverage": "matched only" if listed else "",
        "file": f"{own}#file-1",
        "address": address(work),
        "format": "application/pdf",
        "access": "restricted" if work.is_article else "unknown",
        "restriction": "Restricted to subscribers" if work.is_article else "",
        "source": source,
        "record": f"{source}#L{line}",
        "line": str(line),
    }


def _author(person: Person, ordinal: int, *, given: bool) -> dict[str, str]:
    return {
        "ordinal": str(ordinal),
        "role": "author",
        "name": person.inverted,
        "key": f"{person.family} {person.given[0]}".lower(),
        "given": person.given if given else "",
        "family": person.family if given else "",
        "identification": "claimed" if person.short_id else "none",
        "person": _iri("person", person.short_id) if person.short_id else "",
        "affiliation": person.workplace,
        "organization": _iri("organization", person.institution) if person.institution else "",
    }


def _reference(own: str, position: int, work: Work) -> Iterator[tuple[str, dict[str, str]]]:
    raw = citation(work)
    reference = f"{own}#ref-{_digest(raw)[:12]}"
    yield (
        "references",
        _published(work)
        | {
            "work": own,
            "reference": reference,
            "position": str(position),
            "raw": raw,
            "title": work.title,
            "author_list": _author_list(work),
            "year": str(work.year),
            "year_stated": str(work.year),
            "container": work.series.name,
            "publisher": work.series.publisher,
            "key": _metadata_key(work),
            "status": v.MATCHED,
            "method": "metadata",
            "score": "0.9",
            "target": _iri("work", work.handle),
        },
    )
    for ordinal, person in enumerate(work.authors, start=1):
        yield (
            "cited_authors",
            {
                "reference": reference,
                "author": f"{reference}-author-{ordinal}",
                "ordinal": str(ordinal),
                "role": "author",
                "name": f"{person.given} {person.family}",
            },
        )


def _venue(number: int) -> dict[str, str]:
    series = works.series(number)
    return {
        "venue": _iri("venue", series.handle),
        "class": v.JOURNAL if series.is_journal else v.SERIES,
        "name": series.name,
        "handle": series.handle,
        "publisher": series.publisher,
        "archive": _iri("archive", works.archive_handle(number * PER_SERIES // PER_ARCHIVE)),
    }
