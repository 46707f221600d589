"""Text as LaTeX takes it."""

import re
import unicodedata
from collections.abc import Callable

_SPECIAL = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces even behind a backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_LETTERS = {
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "œ": r"{\oe}",
    "Œ": r"{\OE}",
    "å": r"{\aa}",
    "Å": r"{\AA}",
    "ß": r"{\ss}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "ı": r"{\i}",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"{\ldots}",
    "\xa0": "~",
}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0328": "k",
}


_CORE = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)


def escape(text: str) -> str:
    """Text with LaTeX's special characters escaped, for engines that read UTF-8.

    >>> escape("R&D, 50% of {x}")
    'R\\\\&D, 50\\\\% of \\\\textbraceleft{}x\\\\textbraceright{}'
    """
    return "".join(_SPECIAL.get(c, c) for c in text)


def encode(text: str) -> str:
    r"""Text as ASCII where LaTeX has commands for it; classic BibTeX sorts no other letters.

    >>> print(encode("Bjørn Müller – Łódź"))
    Bj{\o}rn M{\"u}ller -- {\L}{\'o}d{\'z}
    """
    return "".join(_encoded(c) for c in unicodedata.normalize("NFC", text))


def _encoded(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char in _LETTERS:
        return _LETTERS[char]
    base, *marks = list(unicodedata.normalize("NFD", char))
    if len(marks) == 1 and marks[0] in _ACCENTS and base.isascii():
        # Accents stand above the dotless i and j.
        letter = f"\\{base}" if base in "ij" and marks[0] < "\u0323" else base
        accent = _ACCENTS[marks[0]]
        return f"{{\\{accent}{' ' if accent.isalpha() and letter == base else ''}{letter}}}"
    return char


def protected(title: str, escaped: Callable[[str], str]) -> str:
    """A title in LaTeX, with the words in braces whose capitals a style would make small.

    The first letter is spared: every style leaves it as it is.

    >>> protected("Innovation in Norway: the STEP report", escape)
    'Innovation in {Norway}: the {STEP} report'
    """
    words = []
    for position, word in enumerate(title.split()):
        before, core, after = _CORE.fullmatch(word).groups()  # type: ignore[union-attr]
        capital = any(c.isupper() for c in (core if position else core[1:]))
        inner = f"{{{escaped(core)}}}" if capital else escaped(core)
        words.append(escaped(before) + inner + escaped(after))
    return " ".join(words)
