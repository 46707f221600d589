"""Facts to make references of: people, titles, journals, publishers, series. Nothing is copied.

Words are drawn from lists and, now and then, made of syllables, so that a model trained on them
learns how references are built and not which words they hold.
"""

import random
from typing import NamedTuple

import reference_words as stock


class Person(NamedTuple):
    """A name in its parts; an organisation has no given name."""

    given: str
    family: str


class Facts(NamedTuple):
    """What there is to say about a work; each style takes what it says."""

    kind: str
    authors: list[Person]
    editors: list[Person]
    title: str
    book: str
    journal: str
    series: str
    publisher: str
    place: str
    house: str
    year: int
    volume: str
    issue: str
    first: int
    last: int
    number: str


class Maker:
    """Draws facts."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def facts(self) -> Facts:
        """Of one work."""
        chance = self.chance
        language = chance.choices(list(stock.FORMS), (14, 1.5, 1.5, 1, 1))[0]
        kinds = "article book chapter proceedings paper thesis report news".split()
        kind = chance.choices(kinds, (40, 16, 15, 6, 12, 4, 4, 3))[0]
        first = chance.choice((chance.randint(1, 99), chance.randint(100, 2999)))
        return Facts(
            kind=kind,
            authors=self._people(0.5 if kind in {"report", "news"} else 0.03),
            editors=self._people(0),
            title=self.title(language),
            book=self.title(language),
            journal=self._journal(language),
            series=self._fill(chance.choice(stock.SERIES)),
            publisher=self._fill(chance.choice(stock.PUBLISHERS)),
            place=chance.choice(stock.PLACES),
            house=self._fill(chance.choice(stock.HOUSES)),
            year=chance.choice((chance.randint(1850, 1979), *[chance.randint(1980, 2024)] * 4)),
            volume=chance.choice((str(chance.randint(1, 150)), str(chance.randint(1, 40)), "XII")),
            issue=chance.choice((str(chance.randint(1, 12)), "1-2", "3/4", "Suppl 1", "2")),
            first=first,
            last=first + chance.randint(1, 40),
            number=self._number(),
        )

    def title(self, language: str) -> str:
        """A title in sentence case or with capitals."""
        forms = stock.FORMS[language].split("|")
        text = self._fill(self.chance.choice(forms), language)
        if language == "en" and self.chance.random() < 0.35:
            text = self._long_title()
        text = text[0].upper() + text[1:]
        if self.chance.random() < 0.2 and text[-1] not in "?!" and ":" not in text:
            subtitle = self._fill(self.chance.choice(forms), language)
            text += f": {subtitle[0].upper()}{subtitle[1:]}"
        if language == "en" and self.chance.random() < 0.4:
            small = {"of", "and", "the", "in", "a", "on", "to", "is", "or", "its", "from", "with"}
            words = [w if w in small else w[:1].upper() + w[1:] for w in text.split(" ")]
            text = " ".join(words)
        return text

    def _long_title(self) -> str:
        """A chain of nouns, adjectives and prepositions, as in the titles of the sciences."""
        chance = self.chance
        words: list[str] = []
        for _ in range(chance.randint(2, 7)):
            if words:
                words.append(chance.choice(stock.LINKS))
            kind = chance.randint(0, 9)
            noun, adjective = (
                chance.choice(stock.TOPIC_LISTS["en"]),
                chance.choice(stock.ADJECTIVES),
            )
            words += {
                0: [self.word(), noun],
                1: [f"{self.word()}-{noun}"],
                2: [f"{noun}-{adjective}", self.word()],
                3: [f"{chance.choice('ABCDGT')}{self.word().upper()[:2]}-{chance.randint(1, 99)}"],
                4: [adjective, noun, f"({self.word().upper()[:4]})"],
                5: [f"{chance.randint(2, 9)},{chance.randint(100, 999)}", noun],
                6: [adjective, f"{self.word()}ia", noun],
                7: [self.word().capitalize(), self.word()],
            }.get(kind, [adjective, noun])
        return " ".join(words)

    def word(self) -> str:
        """A word of no language."""
        return "".join(self.chance.choices(stock.SYLLABLES, k=self.chance.randint(2, 3)))

    def _fill(self, form: str, language: str = "en") -> str:
        chance = self.chance
        text = form
        for mark in ("{H}", "{n}", "{N}", "{a}", "{A}", "{p}", "{P}", "{F}", "{y}", "{y2}"):
            while mark in text:
                text = text.replace(mark, self._filling(mark, language), 1)
        if chance.random() < 0.05 and "(" not in text:
            text += f" ({self.word().upper()})"
        return text

    def _filling(self, mark: str, language: str) -> str:
        chance = self.chance
        made = chance.random() < 0.15
        topic = self.word() if made else chance.choice(stock.TOPIC_LISTS[language])
        adjective = chance.choice(stock.ADJECTIVES)
        year = chance.randint(1700, 2000)
        return {
            "{n}": topic,
            "{N}": topic[0].upper() + topic[1:],
            "{a}": adjective,
            "{A}": adjective.capitalize(),
            "{p}": self.word().capitalize() if made else chance.choice(stock.PLACES_TALKED_OF),
            "{P}": chance.choice(stock.PLACES).partition(",")[0],
            "{F}": self._family(),
            "{H}": chance.choice(("CEPR", "OECD", "IZA", "MERIT", "IMF", self.word().upper())),
            "{y}": str(year),
            "{y2}": str(year + chance.randint(1, 20)),
        }[mark]

    def _journal(self, language: str) -> str:
        chance = self.chance
        if chance.random() < 0.55:
            return self._fill(chance.choice(stock.JOURNALS[language].split("|")), language)
        if chance.random() < 0.2:
            return (
                chance.choice(stock.SINGLE)
                if chance.random() < 0.5
                else f"{self.word().capitalize()}ica"
            )
        words = [
            chance.choice(stock.HEADS),
            *chance.sample(stock.ABBREVIATED, k=chance.randint(1, 3)),
        ]
        if chance.random() < 0.5:
            return " ".join(words)
        last = chance.choice(("Economics", "Policy", "Research", "Studies", "Finance", words[-1]))
        return " ".join(word if len(word) > 6 else f"{word}." for word in [*words[:-1], last])

    def _family(self) -> str:
        if self.chance.random() < 0.3:
            return self.word().capitalize()
        return self.chance.choice(stock.FAMILIES)

    def _people(self, organisation: float) -> list[Person]:
        chance = self.chance
        if chance.random() < organisation:
            return [Person("", self._fill(chance.choice(stock.HOUSES)))]
        number = chance.choices((1, 2, 3, 4, 6), (40, 30, 15, 8, 5))[0]
        return [self._person() for _ in range(number)]

    def _person(self) -> Person:
        chance = self.chance
        given = chance.choice(stock.GIVEN)
        if chance.random() < 0.4:
            given += f" {chance.choice('ABCDEFGHJKLMPRSTVW')}."
        return Person(given, self._family())

    def _number(self) -> str:
        chance = self.chance
        year, small = chance.randint(1985, 2022), chance.randint(1, 400)
        return chance.choice(
            (str(small), str(small), f"{year % 100:02}/{small}", f"{year}-{small:02}", f"w{small}",
             f"DP {small}", str(10000 + small), f"WP{year % 100}-{small}")
        )  # fmt: skip
