"""Generated works on disk: ReDIF archives in the Guildford layout, and saved IDEAS pages.

ReDIF has no field for references: the lists come as pages of the works that have one.

    RePEc/aaa/aaaarch.rdf, aaaseri.rdf, aaa/aaaaab/0000.rdf ...     pages/000/1200.txt ...
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

import works
from works import MONTHS, PER_ARCHIVE, PER_SERIES, Literature, Person, Series, Work


def write_archive(folder: Path, literature: Literature, per_file: int = 50) -> None:
    """All works as ReDIF, `per_file` templates a file, with the pages of those with references."""
    root = folder / "RePEc"
    for archive in range(-(-literature.size // PER_ARCHIVE)):
        _write_head(root, archive, literature.size)
    for within, group in groupby(literature.works(), key=lambda work: work.series.handle):
        place = root.joinpath(*within.split(":")[1:])
        place.mkdir(parents=True, exist_ok=True)
        for number, few in enumerate(batched(group, per_file)):
            text = "\n".join(map(template, few))
            (place / f"{number:04d}.rdf").write_text(text, encoding="utf-8")
    for number in range(0, literature.size, literature.listed):
        work = works.work(number)
        cited = literature.references(work)
        place = folder / "pages" / f"{number // 100_000:03d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.txt").write_text(page(work, cited), encoding="utf-8")


def ingested(folder: Path, literature: Literature) -> Path:
    """The path of a new store with all of it, in a folder."""
    write_archive(folder / "archive", literature)
    store = folder / "store"
    command = [sys.executable, "-m", "citegraph", "-s", str(store), "ingest"]
    subprocess.run([*command, str(folder / "archive")], check=True)
    return store


def batched(some: Iterable[Work], size: int) -> Iterator[list[Work]]:
    """Works in lists of a size; the last may be shorter."""
    rest = iter(some)
    while few := list(islice(rest, size)):
        yield few


def _write_head(root: Path, archive: int, size: int) -> None:
    handle = works.archive_handle(archive)
    code = handle.split(":")[1]
    first = archive * PER_ARCHIVE // PER_SERIES
    last = min(first + PER_ARCHIVE // PER_SERIES, -(-size // PER_SERIES))
    place = root / code
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{code}arch.rdf").write_text(
        f"Template-Type: ReDIF-Archive 1.0\nHandle: {handle}\nName: Generated archive {archive}\n"
        f"Maintainer-Email: {code}@example.org\nURL: http://www.example.org/RePEc/{code}\n",
        encoding="utf-8",
    )
    listed = "\n".join(series_template(works.series(number)) for number in range(first, last))
    (place / f"{code}seri.rdf").write_text(listed, encoding="utf-8")


def series_template(series: Series) -> str:
    return (
        f"Template-Type: ReDIF-Series 1.0\nName: {series.name}\n"
        f"Provider-Name: {series.publisher}\n"
        f"Maintainer-Email: {series.handle[-6:]}@example.org\n"
        f"Type: ReDIF-{'Article' if series.is_journal else 'Paper'}\nHandle: {series.handle}\n"
    )


def template(work: Work) -> str:
    """One work as ReDIF."""
    kind = "Article" if work.is_article else "Paper"
    lines = [f"Template-Type: ReDIF-{kind} 1.0"]
    for person in work.authors:
        lines += _person_fields(person, parts=work.is_article)
    lines.append(f"Title: {work.title}")
    if work.abstract:
        lines.append(f"Abstract: {work.abstract}")
    if work.jel:
        lines.append(f"Classification-JEL: {', '.join(work.jel)}")
    if work.keywords:
        lines.append(f"Keywords: {'; '.join(work.keywords)}")
    if work.is_article:
        lines += [
            f"Journal: {work.series.name}",
            f"Pages: {work.pages}",
            f"Volume: {work.volume}",
            f"Issue: {work.issue}",
            f"Year: {work.year}",
            f"Month: {MONTHS[work.month - 1]}",
        ]
    else:
        lines += [
            f"Series: {work.series.name}",
            f"Number: {work.item}",
            f"Creation-Date: {work.year}-{work.month:02d}",
        ]
    lines += [f"File-URL: {address(work)}", "File-Format: Application/pdf"]
    if work.is_article:
        lines.append("File-Restriction: Access to full text is restricted to subscribers")
    return "\n".join([*lines, f"Handle: {work.handle}", ""])


def _person_fields(person: Person, *, parts: bool) -> list[str]:
    """An author's fields; publishers of journals also give the parts of a name."""
    lines = [f"Author-Name: {person.inverted}"]
    if parts:
        lines += [f"Author-Name-First: {person.given}", f"Author-Name-Last: {person.family}"]
    if person.short_id:
        lines.append(f"Author-Person: {person.short_id}")
    if person.workplace:
        lines.append(f"Author-Workplace-Name: {person.workplace}")
    if person.institution:
        lines.append(f"Author-Workplace-Institution: {person.institution}")
    return lines


def address(work: Work) -> str:
    return f"http://www.example.org/files/{work.number}.pdf"


def citation(work: Work) -> str:
    """A work as IDEAS cites it."""
    people = " & ".join(person.inverted for person in work.authors)
    series = work.series
    where = (
        f"{series.name}, {series.publisher}, vol. {work.volume}({work.issue}), pages {work.pages},"
        f" {MONTHS[work.month - 1]}"
        if work.is_article
        else f"{series.name} {work.item}, {series.publisher}"
    )
    return f'{people}, {work.year}. "{work.title}," {where}.'


def page(work: Work, cited: list[Work]) -> str:
    """The page of a work on IDEAS, copied as text."""
    kind, path = ("article", "a") if work.is_article else ("paper", "p")
    people = "\n".join(f"  • {person.inverted}" for person in work.authors)
    listed = "\n".join(f"    {i}. {citation(other)}" for i, other in enumerate(cited, start=1))
    return (
        "IDEAS home Printed from https://ideas.repec.org/"
        f"{path}/{'/'.join(work.series.handle.split(':')[1:])}/{work.item.replace(':', '')}.html\n"
        f"   My bibliography  Save this {kind}\n\n{work.title}\n\nAuthor\n\nListed:\n{people}\n\n"
        f"Abstract\n\n{work.abstract or 'No abstract is available for this item.'}\n\n"
        f"Suggested Citation\n\n  • {citation(work)}\n  • Handle: {work.handle}\n    as\n\n"
        f"    References listed on IDEAS\n\n    as\n{listed}\n"
    )
