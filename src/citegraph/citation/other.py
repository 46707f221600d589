"""References in the styles of journals and manuals, by rules good enough to match on.

The shapes, by where the year stands:

- after the names: APA, Harvard, Chicago author-date, `Hepper FN (2003) Title. J 12:2503-2520`;
- before the volume: Vancouver `Endoscopy. 1988;20:13-7.`, and `Lancet 2009, 374:1196-1208`;
- after the pages or before them in brackets: Chicago notes, `Neurophysiol. 92, 1116-1132 (2004)`.
"""

import re

from citegraph.citation import books, locator, people, venue
from citegraph.citation.fields import Draft, Part, Style
from citegraph.citation.locator import Place
from citegraph.records import Kind

_TAIL = re.compile(
    r"[\s\[(]{0,2}(?:\bdoi(?:\s?[:.]|\s10\.)|https?:|\bPMC?ID\b|\bAvailable (?:from|at|online)"
    r"|\b(?:Epub|Erratum|Accessed|Retrieved|URL)\b|\bPublished online|\b(?:RePEc|arXiv):)",
    re.IGNORECASE,
)
_Y = r"(?:1[5-9]|20)\d\d[a-z]?"
_STATED = rf"(?P<year>{_Y}(?:[-–/]\d{{2,4}})?|[Ii]n press|[Ff]orthcoming|n\.\s?d\.)"
_DAY = r"(?:[,;]?\s[^()\]]{1,25})?"
_YEAR_AFTER_NAMES = re.compile(
    rf"[\s,.:;]{{0,3}}(?P<open>[(\[])?{_STATED}(?(open){_DAY}[)\]]|(?=[\s.,:;]))[.,:;]?"
)
_YEAR_IN_BRACKETS = re.compile(rf"[(\[]{_STATED}{_DAY}[)\]]")
_YEAR_AFTER_STOP = re.compile(rf"[.,]\s(?P<year>{_Y})[.,:]\s")
_MONTH = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter)"
    r"[a-z]{0,6}\.?"
)
_DATE = rf"[\s,;]{{1,2}}{_MONTH}(?:[\s/–-]{{1,2}}(?:\d{{1,2}}|{_MONTH})){{0,3}}"
_YEAR_BEFORE_PLACE = re.compile(rf"(?<![\w–-])(?P<year>{_Y})(?:{_DATE})?\s?(?P<sign>[;,:.]?)\s?$")
_YEAR = re.compile(rf"(?<![\w.–-])(?P<year>{_Y})(?![\w–-])")
# Names stand within so many letters of the start.
_FAR = 1500


def read(text: Part) -> Draft | None:
    """The fields of a reference, or None where there is neither a year nor a place in a journal."""
    tail = _TAIL.search(text.text, 20)
    body = text.cut(0, tail.start()).strip() if tail else text
    place = locator.find(body.text)
    limit = place.start if place else len(body.text)
    draft = Draft(Style.OTHER)
    lead = people.leading(body)
    after = _YEAR_AFTER_NAMES.match(lead.rest.text) if lead.names else None
    if after and _has_words(lead.rest.cut(after.end())):
        _put_names(draft, lead)
        _year_first(draft, body, lead.rest, after, place)
    elif before := _year_before(body, place):
        _put(draft, "year_stated", body, before.span("year"))
        _year_last(draft, lead, body, before.start(), place)
        if before["sign"] == ";" or (lead.names and _runs_together(lead)):
            draft.style = Style.VANCOUVER
    elif early := _early_year(body, limit):
        _put_names(draft, people.whole(body.cut(0, early.start())))
        _year_first(draft, body, body, early, place)
    else:
        _without_year_before(draft, lead, body, place)
    if place:
        _put_place(draft, body, place)
    # A sentence that holds a year is no reference.
    support = {"authors", "editors", "container", "publisher", "volume"}
    return draft if draft.values.get("title") and support & draft.values.keys() else None


def _year_before(body: Part, place: Place | None) -> re.Match[str] | None:
    if not place:
        return None
    return _YEAR_BEFORE_PLACE.search(body.text[: place.start], max(0, place.start - 60))


def _early_year(body: Part, limit: int) -> re.Match[str] | None:
    """The year after names of any form: in brackets, or between full stops."""
    for form in (_YEAR_IN_BRACKETS, _YEAR_AFTER_STOP):
        found = form.search(body.text, 0, min(limit, _FAR))
        if found and found.start() > 1 and _has_words(body.cut(found.end(), limit)):
            return found
    return None


def _has_words(text: Part) -> bool:
    return len(re.findall(r"[^\W\d_]{2,}", text.text[:200])) > 1


def _runs_together(names: people.Names) -> bool:
    """Whether the first name is written as `Hepper FN`."""
    part, written = names.names[0]
    return "." not in part.text and written != part.text and "," not in part.text


def _put(draft: Draft, name: str, text: Part, span: tuple[int, int] | None) -> None:
    if span:
        draft.put(name, text.cut(*span).strip(" .,;"))


def _put_names(draft: Draft, found: people.Names) -> None:
    for part, written in found.names:
        draft.add("editors" if found.editors else "authors", part, written)


def _year_first(
    draft: Draft, body: Part, within: Part, year: re.Match[str], place: Place | None
) -> None:
    _put(draft, "year_stated", within, year.span("year"))
    begin = within.start - body.start + year.end()
    bracketed = within.text[year.start("year") - 1] in "(["
    names = (*draft.values.get("authors", ()), *draft.values.get("editors", ()))
    spaced = any("." in name for name in names[:1])
    if bracketed and spaced:
        draft.style = Style.APA
    elif bracketed and names and re.search(r", [^\W\d_]{1,4}$", names[0]):
        draft.style = Style.VANCOUVER
    elif not bracketed and within.text[year.end("year") : year.end("year") + 1] == ".":
        draft.style = Style.CHICAGO
    _put_title(draft, body.cut(begin, place.start if place else None), place)


def _year_last(draft: Draft, lead: people.Names, body: Part, end: int, place: Place | None) -> None:
    _put_names(draft, lead)
    begin = lead.rest.start - body.start
    _put_title(draft, body.cut(begin, max(begin, end)), place)


def _without_year_before(draft: Draft, lead: people.Names, body: Part, place: Place | None) -> None:
    if place:
        year = _YEAR.search(body.text, place.end)
        _put(draft, "year_stated", body, place.year or (year.span("year") if year else None))
        _year_last(draft, lead, body, place.start, place)
        if place.year or (year and body.text[year.start() - 1] == "("):
            quoted = re.search(r"[\"“]", body.text[: place.start])
            draft.style = Style.CHICAGO if quoted else Style.OTHER
        return
    years = list(_YEAR.finditer(body.text))
    if years:
        _put(draft, "year_stated", body, years[-1].span("year"))
        _year_last(draft, lead, body, years[-1].start(), None)


def _put_title(draft: Draft, text: Part, place: Place | None) -> None:
    text = text.strip(" ,.:;(")
    if books.read(draft, text, place is not None):
        return
    title, container, guessed = venue.split(text)
    draft.put("title", title)
    draft.put("container", container)
    if place:
        draft.kind = Kind.ARTICLE
    if guessed:
        draft.warn("where the title ends and the container begins is ambiguous")


def _put_place(draft: Draft, body: Part, place: Place) -> None:
    _put(draft, "volume", body, place.volume)
    _put(draft, "issue", body, place.issue)
    _put(draft, "pages", body, place.pages)
