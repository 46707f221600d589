"""The words and signs of a reference, and what a sequence model is told of each.

Features speak of shapes, signs and a closed list of words, so that a model learns how references
are built, not which words its training set held.
"""

import re
from typing import NamedTuple

from citegraph.citation.abbreviations import ABBREVIATIONS
from citegraph.citation.publisher import NAMED
from citegraph.citation.venue import names_journal

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|_|[^\w\s]")
_WORDS = frozenset(
    "a al an and au by cahiers chapter conf conference dans de der des diss dissertation"
    " dissertación document documento discussion du e ed edited edition editor editors edn"
    " eds el en et for für final forthcoming from h heft hrsg ibid id ii iii in inst"
    " international issue iv la le les manuscript memo mimeo n no nos nr number nº o of on os"
    " others p paper papers paris part ph phd pp presented press proc proceedings rapport"
    " report rev revised s series sér supplement suppl thesis the to tome trans translated"
    " thèse und university unpublished v vol volume vols von van with working y years zum zur"
    " bd band pages pages éd éditions editore verlag tesi undated annual meeting symposium"
    " workshop available accessed arxiv preprint draft technical research".split()
)
_MONTH = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter|mai|juin"
    r"|mär|okt|dez)[a-zé]{0,6}$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_ROMAN = re.compile(r"[IVXLC]{2,7}$|[ivxl]{2,6}$")
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»", "‘": "’", "„": "“"}


class Token(NamedTuple):
    """A word, number or sign and where it stands."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words, numbers and signs of a text.

    >>> [token.text for token in tokens("J. Econ. 12(3a):4–9")]
    ['J', '.', 'Econ', '.', '12', '(', '3', 'a', ')', ':', '4', '–', '9']
    """
    return [Token(match[0], *match.span()) for match in _TOKEN.finditer(text)]


def features(split: list[Token]) -> list[list[str]]:
    """What the model is told of each token: itself, its neighbours, and what came before it."""
    own = [_own(token.text) for token in split]
    shapes = [_shape(token.text) for token in split]
    told, before, inside = [], _Before(), _Inside()
    for at, token in enumerate(split):
        inside.enter(token.text)
        spaced = at > 0 and split[at - 1].end < token.start
        said = [*own[at], f"spaced={spaced}", *inside.said, *before.said, _place(at, len(split))]
        for step in (-3, -2, -1, 1, 2, 3):
            near = at + step
            if 0 <= near < len(split):
                said.append(f"{step}:{shapes[near]}")
                if -3 < step < 3:
                    said += [f"{step}:{feature}" for feature in own[near][1:]]
            else:
                said.append(f"{step}:none")
        for one, other in ((-1, 0), (0, 1), (-2, -1), (1, 2)):
            if at + one >= 0 and at + other < len(split):
                said.append(f"{one}{other}:{shapes[at + one]}|{shapes[at + other]}")
        if 0 < at < len(split) - 1:
            said.append(f"around:{shapes[at - 1]}|{shapes[at]}|{shapes[at + 1]}")
        told.append(said)
        before.pass_by(token.text, shapes[at])
    return told


def _own(word: str) -> list[str]:
    found = [f"shape={_shape(word)}"]
    folded = word.casefold()
    if folded in _WORDS:
        found.append(f"word={folded}")
    if len(word) > 2 and folded in ABBREVIATIONS:
        found.append("abbreviation")
    if _MONTH.match(word):
        found.append("month")
    if NAMED.search(word):
        found.append("publisher")
    if names_journal(word):
        found.append("journal")
    if _ROMAN.match(word):
        found.append("roman")
    return found


def _shape(word: str) -> str:
    if word.isdigit():
        return "year" if _YEAR.match(word) else f"digits{min(len(word), 5)}"
    if not word[0].isalpha():
        return word
    folded = word.casefold()
    if folded in _WORDS and word.islower():
        return folded
    if len(word) == 1:
        return "X" if word.isupper() else "x"
    if word.isupper():
        return "XX" if len(word) < 5 else "XXXXX"
    if word[0].isupper():
        return "Xx"
    return "x" * min(len(word), 4)


def _place(at: int, length: int) -> str:
    if at < 3:
        return f"place=first{at}"
    if length - at < 4:
        return f"place=last{length - at}"
    return f"place={at * 8 // length}"


class _Inside:
    """Which quotes and brackets are open."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def enter(self, word: str) -> None:
        if self._open and (word == self._open[-1] or (word == "”" and self._open[-1] == '"')):
            self._open.pop()
        elif word in _PAIRS:
            self._open.append(_PAIRS[word])
        elif word == '"':
            self._open.append('"')
        del self._open[3:]

    @property
    def said(self) -> list[str]:
        return [f"inside={''.join(self._open) or 'nothing'}"]


class _Before:
    """What came before: a year, the end of a quotation, `in`, `eds`, sentences."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._stops = 0
        self._last = ""

    def pass_by(self, word: str, shape: str) -> None:
        if shape == "year":
            self._seen.add("year")
        elif word in '”»"’':
            self._seen.add("quote")
        elif word.casefold() in {"in", "dans"} and (word[0] == "I" or self._last in ',.”"'):
            self._seen.add("in")
        elif word.casefold() in {"eds", "ed", "hrsg"}:
            self._seen.add("eds")
        elif word == "." and self._last not in {"X", "XX", "x"}:
            self._stops = min(4, self._stops + 1)
        self._last = word if not word[0].isalpha() else shape

    @property
    def said(self) -> list[str]:
        seen = "+".join(sorted(self._seen))
        return [f"seen={seen}", f"stops={self._stops}", f"seen={seen}|{self._stops}|{self._last}"]
