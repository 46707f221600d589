"""Generated literature of any size: the same works for equal numbers, each made on its own.

Half of the works are papers and half articles, in series and journals of archives; titles are
drawn from a vocabulary with a power law, authors from people who publish near one another, and
some works have a known reference list, which cites works no younger than themselves by a power
law. Nothing is kept, so that a million works need no more memory than ten.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

PER_SERIES = 400
PER_ARCHIVE = 10 * PER_SERIES
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Common words first: the power law prefers them.
_COMMON = (
    "growth market policy firm trade labour innovation regional price risk capital network learning"
    " industry knowledge income tax bank export wage monetary district cluster technology welfare"
    " demand investment evidence uncertainty information equilibrium competition"
).split()
_SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi zo ka le mi no pu ra".split()
_GIVEN = (
    "Ann|Bjørn|Carla|David|Élise|Fatima|George|Hélène|Ingrid|José|Karen|Lars|María|Noël|Olga"
    "|Peter|Quentin|Renée|Søren|Tomáš|Ursula|Victor|Wei|Xavier|Yuki|Zoë|John M.|Anna-Lena|J. R.|Li"
).split("|")
_FAMILY_STARTS = (
    "Ander|Berg|Cast|Dahl|Eich|Ferr|Garc|Hoff|Isak|Jans|Kowal|Lund|Mart|Nils|Orte|Pav|Quint|Ross"
    "|Schm|Thor|Ulr|Vald|Wink|Yam|Zim|Bjørk|Müll|Gonz|Dvoř|Pé"
).split("|")
_FAMILY_MIDDLES = "ab|e|el|en|er|i|in|is|o|ol|or|u|um|a|ar|az|es|et|im|ov".split("|")
_FAMILY_ENDS = "sen|mann|ez|ini|ski|son|ford|ová|elli|berg|ard|ner|ov|ault|dal".split("|")
_JEL = [
    f"{letter}{first}{second}" for letter in "CDEFGHIJLOQR" for first in "123" for second in "1234"
]
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
).split("|")


def _word(rank: int) -> str:
    if rank < len(_COMMON):
        return _COMMON[rank]
    rank += len(_SYLLABLES)
    text = ""
    while rank:
        rank, part = divmod(rank, len(_SYLLABLES))
        text += _SYLLABLES[part]
    return text


_WORDS = [_word(rank) for rank in range(4096)]


def _sentence(number: int) -> str:
    chance = random.Random(-1 - number).random
    words = [_WORDS[int(4096 * chance() ** 5)] for _ in range(10 + number % 15)]
    words[2:-1:5] = ["of the"] * len(words[2:-1:5])
    return f"{' '.join(words).capitalize()}."


_SENTENCES = [_sentence(number) for number in range(4096)]


class Person(NamedTuple):
    """An author. `short_id` is set for the registered, `institution` where the place has one."""

    given: str
    family: str
    short_id: str
    workplace: str
    institution: str

    @property
    def inverted(self) -> str:
        return f"{self.family}, {self.given}"


class Series(NamedTuple):
    """A series of papers or, when its number is odd, a journal."""

    handle: str
    name: str
    publisher: str
    first_year: int
    is_journal: bool


class Work(NamedTuple):
    """A work. Articles have volume, issue and pages; papers have a number. Lists may be empty."""

    number: int
    series: Series
    item: str
    title: str
    authors: tuple[Person, ...]
    year: int
    month: int
    abstract: str
    keywords: list[str]
    jel: list[str]
    volume: int = 0
    issue: int = 0
    pages: str = ""

    @property
    def handle(self) -> str:
        return f"{self.series.handle}:{self.item}"

    @property
    def is_article(self) -> bool:
        return self.series.is_journal


def _code(number: int, length: int) -> str:
    """A number in letters.

    >>> _code(0, 3), _code(27, 3)
    ('aaa', 'abb')
    """
    text = ""
    for _ in range(length):
        number, rest = divmod(number, 26)
        text = LETTERS[rest] + text
    return text


def archive_handle(number: int) -> str:
    return f"RePEc:{_code(number, 3)}"


def series(number: int) -> Series:
    """The series with a number; ten make an archive."""
    topic = _WORDS[number * 31 % 4096].capitalize()
    is_journal = number % 2 == 1
    return Series(
        handle=f"{archive_handle(number * PER_SERIES // PER_ARCHIVE)}:{_code(number, 6)}",
        name=f"Journal of {topic} Studies" if is_journal else f"{topic} Discussion Papers",
        publisher=f"{topic} {'Press' if is_journal else 'Institute'}",
        first_year=1980 + number * 7 % 25,
        is_journal=is_journal,
    )


def person(number: int) -> Person:
    """A person; one in three is registered, three in five have a workplace."""
    family = (
        _FAMILY_STARTS[number * 7 % 30]
        + _FAMILY_MIDDLES[number // 3 % 20]
        + _FAMILY_ENDS[number // 7 % 15]
    )
    workplace = institution = ""
    if number % 5 < 3:
        place = number // 40
        workplace = (
            f"Department of Economics, University of {_WORDS[40 + place % 4000].capitalize()}"
        )
        institution = f"RePEc:edi:{_code(place, 5)}no" if number % 5 < 2 else ""
    short_id = f"p{family[:1].lower()}{number}" if number % 3 == 0 else ""
    return Person(_GIVEN[number // 5 % 30], family, short_id, workplace, institution)


def work(number: int) -> Work:
    """The work with a number; the 400 from a multiple of 400 on make a series."""
    chance = random.Random(number).random
    within = series(number // PER_SERIES)
    place = number % PER_SERIES
    words = [_WORDS[int(4096 * chance() ** 4)] for _ in range(5 + int(7 * chance()))]
    keywords = list(dict.fromkeys(f"{word} {words[-1]}" for word in words[: int(5 * chance())]))
    words[2] += (" and the", " of", " in", ":", " with")[int(5 * chance())]
    near = number // PER_ARCHIVE * 3000
    authors = {near + int(6000 * chance() ** 2): None for _ in range(1 + int(4 * chance() ** 1.5))}
    abstract = ""
    if number % 5 != 4:
        start = int(4080 * chance())
        abstract = " ".join(_SENTENCES[start : start + 3 + int(5 * chance())])
        abstract = f"This study of {words[0]} and {words[-1]} is number {number}. {abstract}"
    title = " ".join(words)
    common = (
        title[:1].upper() + title[1:],
        tuple(map(person, authors)),
        within.first_year + place // (24 if within.is_journal else 20),
        1 + place % 12,
        abstract,
        keywords,
        sorted({_JEL[int(144 * chance() ** 2)] for _ in range(int(4 * chance()))}),
    )
    if not within.is_journal:
        return Work(number, within, f"{common[2]}-{place % 20 + 1:02d}", *common)
    volume, issue = place // 24 + 1, place % 24 // 6 + 1
    first = 1 + place % 24 * 25
    pages = f"{first}-{first + 8 + int(16 * chance())}"
    item = f"v:{volume}:y:{common[2]}:i:{issue}:p:{pages}"
    return Work(number, within, item, *common, volume, issue, pages)


@dataclass(frozen=True)
class Literature:
    """Works 0 to `size` - 1, of which every `listed`-th has a known reference list."""

    size: int
    listed: int = 100

    def works(self) -> Iterator[Work]:
        return map(work, range(self.size))

    def references(self, citing: Work) -> list[Work]:
        """The reference list of a work: 5 to 20, or none where it is not known."""
        if citing.number % self.listed:
            return []
        return self.cited_by(citing, 5 + citing.number // self.listed * 7 % 16)

    def cited_by(self, citing: Work, count: int) -> list[Work]:
        """So many works that one cites, as far as there are any no younger."""
        chance = random.Random(citing.number).random
        found: dict[int, Work] = {}
        for _ in range(40 * count):
            cited = work(self._preferred(chance()))
            if cited.year <= citing.year and cited.number != citing.number:
                found[cited.number] = cited
            if len(found) == count:
                break
        return list(found.values())

    def _preferred(self, chance: float) -> int:
        """A work by its rank in popularity, whose shares fall by a power law; ranks are strewn."""
        return int(self.size * chance**3) * 2_654_435_761 % self.size
