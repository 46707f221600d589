"""Where a title ends and the name of its journal begins, where only a full stop parts them."""

import re

from citegraph.citation.abbreviations import ABBREVIATIONS
from citegraph.citation.fields import Part

_BOUNDARY = re.compile(r"[.?!][\"”’)\]]?\s(?=[^a-z]|[a-z]{1,3}[A-Z]|npj\s)")
_QUOTED = re.compile(r"[\"“‘'«„]")
_CLOSE = {
    '"': re.compile(r"[,.?!]?[\"”](?=[\s,.;]|$)[.,;]?"),
    "“": re.compile(r"[,.?!]?[”\"](?=[\s,.;]|$)[.,;]?"),
    "„": re.compile(r"[,.?!]?[“”\"](?=[\s,.;]|$)[.,;]?"),
    "«": re.compile(r"\s?[,.?!]?»[.,;]?"),
    "‘": re.compile(r"(?:[,.?!]’|’[,.])(?=\s|$)"),
    "'": re.compile(r"(?:[,.?!]'|'[,.])(?=\s|$)"),
}
_WORDS = (
    r"(?:Journal|Review|Quarterly|Bulletin|Economics|Econometrica|Annals|Letters|Studies|Research"
    r"|Policy|Science|Proceedings|Archives?|Transactions|Revue|Rivista|Revista|Zeitschrift|Papers"
    r"|Management|Planning|Geography|Statistics|Finance|Nature|Lancet|Series)\b"
)
_JOURNAL = re.compile(rf",\s(?=(?:The\s)?(?:[^\s,.]+\s){{0,4}}{_WORDS})")
_JOURNAL_WORD = re.compile(rf"\b{_WORDS}")


def split(text: Part) -> tuple[Part, Part | None, bool]:
    """Title, journal, and whether the place between them is a guess."""
    text = (
        text.strip(" ,.;:") if not _QUOTED.match(text.text.lstrip(" ,.;:")) else text.strip(" ,;:")
    )
    if quoted := _quoted(text):
        return quoted
    ends = list(_BOUNDARY.finditer(text.text))
    if not ends:
        commas = list(_JOURNAL.finditer(text.text))
        if not commas:
            return text, None, False
        return text.cut(0, commas[-1].start()), text.cut(commas[-1].end()), True
    at = len(ends) - 1
    while at > 0 and _abbreviates(text.text, ends[at].start(), ends[at - 1].end()):
        at -= 1
    title = text.cut(0, ends[at].end()).strip()
    title = title if title.text.endswith(("?", "!", "...")) else title.strip(" .")
    return title, _with_stop(text.cut(ends[at].end())), False


def _with_stop(container: Part) -> Part:
    """A journal's title; its closing full stop belongs to it where its other words have one."""
    container = container.strip(" ,;:")
    return container if ". " in container.text else container.strip(" .")


def is_journal(text: str) -> bool:
    """Whether the text is a journal's abbreviated title alone, as in lists without titles."""
    words = text.replace(".", ". ").split()
    known = sum(word.casefold().rstrip(".") in ABBREVIATIONS for word in words)
    return 2 < len(words) < 9 and known * 2 >= len(words) and all(w[0].isupper() for w in words)


def names_journal(text: str) -> bool:
    """Whether a word of the text is usual in the titles of journals and series."""
    return is_journal(text) or _JOURNAL_WORD.search(text) is not None


def _quoted(text: Part) -> tuple[Part, Part | None, bool] | None:
    opening = _QUOTED.match(text.text)
    if not opening:
        return None
    closing = _CLOSE[opening[0]].search(text.text, 1)
    if not closing:
        return None
    title = text.cut(1, closing.end()).strip()
    mark = title.text.rstrip("\"”’'“»,.; ")
    kept = len(mark)
    return title.cut(0, kept), _with_stop(text.cut(closing.end()).strip(" ,.;:")) or None, False


def _abbreviates(text: str, stop: int, sentence: int) -> bool:
    """Whether the full stop at `stop` ends an abbreviated word of a journal's title.

    So it does after a single letter, an abbreviation of the list, or a sentence of one word.
    """
    if text[stop] != ".":
        return False
    before = text[:stop].rstrip()
    word = before[max(before.rfind(" "), before.rfind("-")) + 1 :].strip("(),")
    alone = before.rfind(" ") < sentence
    return (
        alone
        or (len(word) == 1 and word.isupper())
        or (word[:1].isupper() and word.casefold().rstrip(".") in ABBREVIATIONS)
    )
