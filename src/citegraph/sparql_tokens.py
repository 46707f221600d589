"""Just enough of SPARQL's lexical grammar to tell a variable from text that looks like one.

Terminals as in SPARQL 1.1 Query Language, section 19.8. Strings, IRIs and comments are passed
over whole.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

MAX_NESTING = 200
# The keywords with which a query, or an update, asks other machines.
SERVICE, LOAD = "service", "load"
_PASSED_OVER = r"""
        <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>
      | \"\"\"(?:(?:\"|\"\")?(?:[^"\\]|\\.))*\"\"\"
      | '''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | \#[^\n\r]*
"""
_TOKEN = re.compile(rf"{_PASSED_OVER} | [?$](?P<variable>\w+)", re.VERBOSE | re.DOTALL)
_WORD = re.compile(
    rf"""
      {_PASSED_OVER}
      | [?$@][\w-]+
      | [\w.-]*:(?:[\w.:-]|%[0-9A-Fa-f]{{2}}|\\.)*
      | (?P<word>[A-Za-z]+)
      | (?P<bracket>[(){{}}\[\]])
    """,
    re.VERBOSE | re.DOTALL,
)
_ANY = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
      | {_PASSED_OVER}
      | [?$@][\w-]+
      | [\w.-]*:(?:[\w.:-]|%[0-9A-Fa-f]{{2}}|\\.)*
      | [A-Za-z]+
      | \S
    """,
    re.VERBOSE | re.DOTALL,
)
_COUNT = re.compile(
    rf"""
      {_PASSED_OVER}
      | (?P<count>\{{\s*SELECT\s*\(\s*COUNT\(\*\)\s+AS\s+[?$](?P<name>\w+)\s*\)\s*
        WHERE\s*\{{(?P<pattern>[^{{}}"'<>\#]*)\}}\s*\}})
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def variables(query: str) -> Iterator[str]:
    """The names of the variables of a query, in order, with repeats."""
    for match in _TOKEN.finditer(query):
        if match["variable"]:
            yield match["variable"]


def replace_variables(query: str, terms: Mapping[str, str]) -> str:
    """The query with each variable named in `terms` replaced by a term in SPARQL's syntax."""

    def replaced(match: re.Match[str]) -> str:
        name = match["variable"]
        return terms[name] if name in terms else match[0]

    return _TOKEN.sub(replaced, query)


def replace_rows(query: str, variables: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """The query with rows of terms in the place of the one row of UNDEF for these variables."""
    places = _undefined(query, variables)
    assert places, "the query has such a row"
    start, end = places
    given = " ".join(f"({' '.join(row)})" for row in rows)
    return f"{query[:start]}{given}{query[end:]}"


def replace_counts(query: str, patterns: Mapping[str, Callable[[], int]]) -> str:
    """The query with known numbers in the place of the sub-selects that do no more than count.

    Such a one is `{ SELECT (COUNT(*) AS ?n) WHERE { PATTERN } }`, where the pattern is one of these
    with `?` for each variable.
    """

    def replaced(match: re.Match[str]) -> str:
        if not match["count"]:
            return match[0]
        pattern = re.sub(r"[?$]\w+", "?", " ".join(match["pattern"].split()))
        counted = patterns.get(pattern)
        return f"VALUES ?{match['name']} {{ {counted()} }}" if counted else match[0]

    return _COUNT.sub(replaced, query)


def has_rows(query: str, variables: tuple[str, ...]) -> bool:
    """Whether a query has `VALUES (?a ?b) { (UNDEF UNDEF) }` for these variables."""
    return _undefined(query, variables) is not None


def _undefined(query: str, variables: tuple[str, ...]) -> tuple[int, int] | None:
    named = r"\s+".join(rf"[?$]{name}" for name in variables)
    unset = r"\s+".join("UNDEF" for _ in variables)
    row = rf"VALUES\s*\(\s*{named}\s*\)\s*\{{\s*(?P<row>\(\s*{unset}\s*\))\s*\}}"
    wanted = rf"{_PASSED_OVER} | {row}"
    for match in re.finditer(wanted, query, re.VERBOSE | re.DOTALL):
        if match["row"]:
            return match.span("row")
    return None


def decode_escapes(query: str) -> str:
    r"""The query with `\uXXXX` decoded, which SPARQL does before anything else (section 19.2)."""

    def decoded(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match[0]

    return _ESCAPE.sub(decoded, query)


def _readings(query: str) -> set[str]:
    """A query as SPARQL reads it, and as parsers do that decode escapes within strings and IRIs
    only: for them, `"\\u0022"` does not end at its escape."""
    return {query, decode_escapes(query)}


def keywords(query: str) -> set[str]:
    """The bare words of a query, in lower case: keywords, and what else is no name or string."""
    return {
        match["word"].lower()
        for text in _readings(query)
        for match in _WORD.finditer(text)
        if match["word"]
    }


def respelt(query: str, words: Iterable[str]) -> str:
    """The query with these words spelt otherwise wherever they occur, also in names and strings.

    Whoever still takes it for well formed took none of them for a keyword: a name may stand where
    another one did, but `SERVICE:x { }` is a clause only by this word. So the parser itself says,
    whatever it lets stand together.
    """
    for word in words:
        if any(word in text.lower() for text in _readings(query)):
            query = _spelt(word).sub(_respelt, query)
    return query


@cache
def _spelt(word: str) -> re.Pattern[str]:
    """A word with any of its letters escaped."""
    codes = [f"(?:{ord(letter.lower()):x}|{ord(letter.upper()):x})" for letter in word]
    escapes = [rf"\\u(?:0000)?00{code}" for code in codes]
    pairs = zip(word[:-1], escapes[:-1], strict=True)
    begin = "".join(f"(?:{letter}|{escape})" for letter, escape in pairs)
    return re.compile(f"({begin})(?:{word[-1]}|(?P<escape>{escapes[-1]}))", re.IGNORECASE)


def _respelt(found: re.Match[str]) -> str:
    return found[1] + (r"\u0078" if found["escape"] else "x")


class Token(NamedTuple):
    """A token and where it stands in the text."""

    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, without comments.

    IRIs, strings, names and words are whole; of anything else, each character is one.
    """
    for match in _ANY.finditer(text):
        if match["comment"] is None:
            yield Token(match[0], match.start(), match.end())


def nesting(query: str) -> int:
    """How deep brackets of any kind are nested."""
    return max(map(_depth, _readings(query)))


def _depth(text: str) -> int:
    depth = deepest = 0
    for match in _WORD.finditer(text):
        if match["bracket"]:
            depth += 1 if match["bracket"] in "({[" else -1
            deepest = max(deepest, depth)
    return deepest


def refusal(query: str) -> str | None:
    """Why a query is not evaluated: it would leave this machine, or exhaust the stack.

    A SERVICE that does not stand by itself is left to `respelt` and the parser.
    """
    # Reading tokens takes longer than many an answer, and few texts need it.
    text = decode_escapes(query)
    if SERVICE in text.lower() and SERVICE in keywords(query):
        return "SERVICE is refused: a query must not make requests to other machines"
    if sum(map(text.count, "({[")) > MAX_NESTING and nesting(query) > MAX_NESTING:
        return f"the query is nested more than {MAX_NESTING} deep: simplify it"
    return None
