"""References in the styles of journals and manuals, by rules good enough to match on.

The shapes, by where the year stands:

- after the names: APA, Harvard, Chicago author-date, `Hepper FN (2003) Title. J 12:2503-2520`;
- before the volume: Vancouver `Endoscopy. 1988;20:13-7.`, and `Lancet 2009, 374:1196-1208`;
- after the pages or before them in brackets: Chicago notes, `Neurophysiol. 92, 1116-1132 (2004)`.
"""

import re

from citegraph.citation import books, found, locator, people, venue, years
from citegraph.citation.fields import Draft, Part, Style
from citegraph.citation.locator import Place
from citegraph.records import Kind

_NOTE = re.compile(
    rf"\((?P<place>[^():]{{2,40}}):\s(?P<publisher>[^():]{{2,60}}),\s(?P<year>{years.YEAR})\)"
)
_NUMBERED_PAPER = re.compile(
    r"(?P<series>.{0,120}\b(?:[Pp]apers?|[Rr]eports?|[Ss]eries|WP|DP)\b[^\d]{0,60}?)"
    r"(?:,?\s(?:[Nn]o|[Nn]r|[Nn]umber)\b\.?)?[\s#]{1,2}(?P<number>[A-Za-z]{0,4}-?\d[\w/.-]{0,15})"
)
_QUOTE = re.compile(r"[\"“]")


def read(text: Part) -> Draft | None:
    """The fields of a reference, or None where there is neither a year nor a place in a journal."""
    draft = Draft(Style.OTHER)
    body = found.before_identifiers(text)
    place = locator.find(body.text)
    limit = place.start if place else len(body.text)
    lead = people.leading(body)
    after = years.AFTER_NAMES.match(lead.rest.text) if lead.names else None
    if after and _has_words(lead.rest.cut(after.end())):
        _put_names(draft, lead)
        _year_first(draft, body, lead.rest, after, place)
    elif place and (before := years.before(body.text, place.start)):
        _put(draft, "year_stated", body, before.span("year"))
        lead = _names_before_title(lead, body, limit)
        _year_last(draft, lead, body, before.start(), place)
        if before["sign"] == ";" or _runs_together(lead):
            draft.style = Style.VANCOUVER
    elif note := _NOTE.search(body.text):
        _note(draft, body, note)
    elif early := _early_year(body, limit):
        _put_names(draft, people.whole(body.cut(0, early.start())))
        _year_first(draft, body, body, early, place)
    else:
        lead = _names_before_title(lead, body, limit)
        _year_after_place(draft, lead, text, body, place)
    if place:
        _put_place(draft, body, place)
    # A sentence that holds a year is no reference.
    support = {"authors", "editors", "publisher", "volume"}
    is_told = draft.values.get("title") or draft.values.get("container")
    return draft if is_told and support & draft.values.keys() else None


def _early_year(body: Part, limit: int) -> re.Match[str] | None:
    """The year after names of any form: in brackets, or between full stops."""
    for form in (years.IN_BRACKETS, years.AFTER_STOP):
        year = form.search(body.text, 0, min(limit, years.FAR))
        if year and year.start() > 1 and _has_words(body.cut(year.end(), limit)):
            return year
    return None


def _has_words(text: Part) -> bool:
    return len(re.findall(r"[^\W\d_]{2,}", text.text[:200])) > 0


def _names_before_title(lead: people.Names, body: Part, limit: int) -> people.Names:
    """Names that are followed by the title: with full given names, or before a quoted title."""
    if lead.names and lead.sure:
        return lead
    quote = _QUOTE.search(body.text, 1, min(limit, years.FAR))
    if quote and not re.search(r"[a-z]{3,}[.?!]\s\S.*\s\S", body.text[: quote.start() - 1]):
        return people.whole(body.cut(0, quote.start()))._replace(rest=body.cut(quote.start()))
    full = people.full(body)
    return full if full.names else lead


def _runs_together(names: people.Names) -> bool:
    """Whether the first name is written as `Hepper FN`."""
    if not names.names:
        return False
    part, written = names.names[0]
    return "." not in part.text and written != part.text and "," not in part.text


def _put(draft: Draft, name: str, text: Part, span: tuple[int, int] | None) -> None:
    if span:
        draft.put(name, text.cut(*span).strip(" .,;"))


def _put_names(draft: Draft, names: people.Names) -> None:
    for part, written in names.names:
        draft.add("editors" if names.editors else "authors", part, written)


def _year_first(
    draft: Draft, body: Part, within: Part, year: re.Match[str], place: Place | None
) -> None:
    _put(draft, "year_stated", within, year.span("year"))
    begin = within.start - body.start + year.end()
    sign = body.text[begin - 1]
    before = body.text[: within.start - body.start + year.start("year")].rstrip(" ([")
    names = (*draft.values.get("authors", ()), *draft.values.get("editors", ()))
    if within.text[year.start("year") - 1] in "([":
        if sign == ".":
            draft.style = Style.APA
        elif names and re.search(r", [^\W\d_a-z]{1,5}$", names[0]):
            draft.style = Style.VANCOUVER
    elif sign == "." and before.endswith("."):
        draft.style = Style.CHICAGO
    _put_title(draft, body.cut(begin, place.start if place else None), place)


def _year_last(draft: Draft, lead: people.Names, body: Part, end: int, place: Place | None) -> None:
    _put_names(draft, lead)
    begin = lead.rest.start - body.start
    _put_title(draft, body.cut(begin, max(begin, end)), place)


def _year_after_place(
    draft: Draft, lead: people.Names, text: Part, body: Part, place: Place | None
) -> None:
    if place:
        year = years.BARE.search(body.text, place.end)
        _put(draft, "year_stated", body, place.year or (year.span("year") if year else None))
        _year_last(draft, lead, body, place.start, place)
        if place.year and _QUOTE.search(body.text, 0, place.start):
            draft.style = Style.CHICAGO
        return
    # Of a preprint, the year may stand behind its identifier.
    last = next(reversed(list(years.BARE.finditer(text.text))), None)
    if last or (lead.names and lead.sure):
        end = last.start() if last else len(body.text)
        _put(draft, "year_stated", text, last.span("year") if last else None)
        _year_last(draft, lead, body, min(end, len(body.text)), None)
        if last and draft.kind is Kind.CHAPTER and (pages := books.PAGES.search(body.text, end)):
            _put(draft, "pages", body, pages.span("pages"))
        if last and text.text[:end].endswith("; ") and _runs_together(lead):
            draft.style = Style.VANCOUVER


def _note(draft: Draft, body: Part, note: re.Match[str]) -> None:
    """`Paul Krugman, Geography and Trade (Cambridge, MA: MIT Press, 1991), 35.`"""
    names, _, title = body.text[: note.start()].partition(", ")
    draft.style, draft.kind = Style.CHICAGO, Kind.BOOK
    _put_names(draft, people.whole(body.cut(0, len(names))))
    draft.put("title", body.cut(len(names) + 2, note.start()).strip(" ,") if title else None)
    _put(draft, "publisher", body, note.span("publisher"))
    _put(draft, "year_stated", body, note.span("year"))


def _put_title(draft: Draft, text: Part, place: Place | None) -> None:
    text = text.strip(" ,.:;(")
    if books.read(draft, text, in_journal=place is not None):
        return
    draft.kind = Kind.ARTICLE if place else None
    if place and venue.is_journal(text.text):
        draft.put("container", text)
        return
    title, container, guessed = venue.split(text)
    draft.put("title", title)
    if container and not place:
        _put_series(draft, container)
    else:
        draft.put("container", container)
    if guessed:
        draft.warn("where the title ends and the container begins is ambiguous")


def _put_series(draft: Draft, container: Part) -> None:
    """A journal without its place, or a series and the paper's number in it; a town is neither."""
    series = _NUMBERED_PAPER.match(container.text)
    if series:
        draft.kind = Kind.PAPER
        draft.put("container", container.cut(*series.span("series")))
        draft.put("number", container.cut(*series.span("number")))
    elif venue.names_journal(container.text):
        draft.put("container", container)


def _put_place(draft: Draft, body: Part, place: Place) -> None:
    _put(draft, "volume", body, place.volume)
    _put(draft, "issue", body, place.issue)
    _put(draft, "pages", body, place.pages)
    if place.others:
        draft.warn("more than one reference may stand in the text")
