"""Generated literature of any size, as ReDIF files and as IDEAS pages: the same for equal numbers.

Titles are drawn from a vocabulary with a power-law distribution, works have one to four authors,
and a page cites works with a preference for the old ones, as literature does.
"""

import random
from collections.abc import Iterator
from pathlib import Path

_WORDS = 4000
_PER_FILE = 500
_PER_SERIES = 200


def _word(rank: int) -> str:
    syllables = "ba ce di fo gu la me ni po ru sa te vi zo ka le mi no pu ra".split()
    text = ""
    rank += 20
    while rank:
        rank, part = divmod(rank, len(syllables))
        text += syllables[part]
    return text


def title(number: int) -> str:
    """The title of a work; no two works share one."""
    chance = random.Random(number)
    words = [_word(int(chance.paretovariate(0.6)) % _WORDS) for _ in range(chance.randint(5, 10))]
    return f"{' '.join(words)} {number}".capitalize()


def author(number: int, place: int) -> tuple[str, str]:
    """Given and family name of an author."""
    chance = random.Random(number * 7 + place)
    return _word(chance.randint(0, 300)).capitalize(), _word(chance.randint(0, 9000)).capitalize()


def year(number: int) -> int:
    return 1970 + number % 55


def handle(number: int) -> str:
    return f"RePEc:gen:s{number // _PER_SERIES:05d}:{number}"


def template(number: int) -> str:
    """One working paper as ReDIF."""
    people = "".join(
        f"Author-Name: {family}, {given}\nAuthor-Workplace-Name: University of {family}\n"
        for given, family in (author(number, p) for p in range(1 + number % 4))
    )
    return (
        f"Template-Type: ReDIF-Paper 1.0\n{people}Title: {title(number)}\n"
        f"Abstract: We study {title(number).lower()}. The results differ from what is known.\n"
        f"Creation-Date: {year(number)}\nNumber: {number}\n"
        f"Classification-JEL: {chr(65 + number % 18)}{number % 10}{number % 7}\n"
        f"Keywords: {_word(number % 900)}, {_word(number % 77)}\n"
        f"File-URL: http://www.example.org/{number}.pdf\nFile-Format: application/pdf\n"
        f"Handle: {handle(number)}\n\n"
    )


def write_archive(folder: Path, works: int) -> None:
    """The works as ReDIF files, many templates each."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, works, _PER_FILE):
        numbers = range(start, min(start + _PER_FILE, works))
        (folder / f"{start}.rdf").write_text("".join(map(template, numbers)), encoding="utf-8")


def _references(number: int, works: int, count: int) -> Iterator[str]:
    chance = random.Random(number)
    for position in range(1, count + 1):
        cited = int(works * chance.random() ** 2)
        given, family = author(cited, 0)
        yield (
            f'{position}. {given} {family}, {year(cited)}. "{title(cited)}," Generated Papers'
            f" {cited}, Generated Institute."
        )


def page(number: int, works: int, references: int = 50) -> str:
    """An IDEAS page of a new work that cites works with a smaller number than `works`."""
    listed = "\n".join(_references(number, works, references))
    return (
        f"IDEAS home Printed from https://ideas.repec.org/p/gen/pages/{number}.html\n"
        f"My bibliography Save this paper\n\n{title(number)}\n\nAbstract\n\nA new work.\n\n"
        f'Suggested Citation\n\n• Ann Example, 2026. "{title(number)}," Pages {number}, Example.\n'
        f"• Handle: RePEc:gen:s00000:p{number}\n\nReferences listed on IDEAS\n\n{listed}\n"
    )
