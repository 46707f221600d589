"""Inderscience article pages, both forms, as copied text and as saved HTML.

`filter.php` pages give title, authors, the journal with its abbreviation and the abstract as
running lines; `inarticle.php` pages label each line. Subscription, login and sales text stands
below the abstract and must not become data: reading stops where it begins.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from citegraph import identifiers
from citegraph.ingest.page import Line, read_page
from citegraph.ingest.source import Document, Parsed, Rejected, Result, Source
from citegraph.ingest.text import plain
from citegraph.records import (
    Affiliation,
    Contributor,
    Kind,
    VenueKind,
    VenueMention,
    Words,
    WorkRecord,
    Year,
    YearBasis,
)

_PAGES = r"pp?\.\s*(?P<pages>[\divxlc]+(?:\s*[-–]\s*[\divxlc]+)?)"
_ISSUE_LINE = re.compile(
    r"^(?P<journal>.+?)\s+\((?P<abbr>[A-Z][A-Za-z]+)\),?\s+(?P<year1>\d{4}\s+)?"
    r"Vol\.\s*(?P<volume>[^\s,]+?)(?:,?\s+No\.\s*(?P<issue>[^,]+?))?"
    rf"(?:,\s*{_PAGES})?(?:,\s*(?P<year2>\d{{4}}))?$"
)
_LABELLED_ISSUE = re.compile(
    r"^(?P<journal>.+?),\s+(?P<year>\d{4})\s+Vol\.\s*(?P<volume>[^\s,]+?)"
    rf"(?:,?\s*No\.\s*(?P<issue>[^,]+?))?(?:,?\s*{_PAGES})?$"
)
_LABEL = re.compile(
    r"^(Title|Authors?|Address(?:es)?|Abstract|Keywords|DOI|Journal|Online publication date"
    r"|Published online|Received|Accepted)\s*:\s*(.*)$",
    re.IGNORECASE,
)
_BY = re.compile(r"by\s+\S", re.IGNORECASE)
_LAYOUT = re.compile(r"\bvol\.\s*\S+,?\s+no\.|10\.1504/|online publication date\s*:")
# Labels whose values take several lines.
_LONG = frozenset("title abstract keywords addresses address authors author".split())
_BOILERPLATE = re.compile(
    r"^(?:the full text of this article|existing subscribers|pay per view|if you are not a sub"
    r"|complimentary subscribers|login with your|forgotten your|want to subscribe|a subscription "
    r"|if you still need|username|go to inderscience|keep up-to-date|full-text access"
    r"|our newsletter|return to top|get permission|order a copy|comment on this|about inders)",
    re.IGNORECASE,
)


def recognises(document: Document) -> bool:
    """The publisher is named, and one of its two article layouts is there."""
    if not document.mentions("inderscience"):
        return False
    return bool(_LAYOUT.search(document.decoded.text.lower()))


def parse(document: Document) -> Iterator[Result]:
    """The article that a page describes; a text file may hold several pages."""
    lines = read_page(document).lines
    starts = _starts(lines)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield _read_one(lines[start:end], lines[start].number if start else 1)


def _starts(lines: list[Line]) -> list[int]:
    """Where articles begin: at a `Title:` label, or at the title two lines above an issue."""
    labels = [i for i, line in enumerate(lines) if re.match(r"title\s*:", line.text, re.IGNORECASE)]
    issues = [i for i, line in enumerate(lines) if _ISSUE_LINE.match(line.text)]
    titles = [i - 2 if i > 1 and _BY.match(lines[i - 1].text) else max(i - 1, 0) for i in issues]
    return [0, *(labels or titles)[1:]]


def _read_one(lines: list[Line], first: int) -> Parsed | Rejected:
    stop = next((i for i, ln in enumerate(lines) if _BOILERPLATE.match(ln.text) and i > 2), None)
    labels = _labelled(lines)
    record = _read_labelled(lines, labels) if "title" in labels else _read_plain(lines[:stop])
    last = lines[-1].end if lines else first
    if record is None or record.title is None:
        reason = "no article title found: save or copy the article's own page, not a list"
        return Rejected(first, last, reason, lines[0].text[:200] if lines else "")
    return Parsed(record, first, last)


def _labelled(lines: list[Line]) -> dict[str, Words]:
    """Values by label; a value goes on until the next label or the publisher's own text."""
    found: dict[str, Words] = {}
    current = ""
    for line in lines:
        if match := _LABEL.match(line.text):
            current = match[1].lower()
            if current in found:
                current = ""
                continue
            found[current] = line.words.with_text(match[2])
            if current not in _LONG and match[2]:
                current = ""
        elif _BOILERPLATE.match(line.text) or _LABELLED_ISSUE.match(line.text):
            current = ""
        elif current:
            before = found[current]
            found[current] = Words(f"{before.text} {line.text}".strip(), before.line, line.end)
    return {label: words for label, words in found.items() if words.text}


def _read_labelled(lines: list[Line], labels: dict[str, Words]) -> WorkRecord:
    issue = next((m for ln in lines if (m := _match_issue(_LABELLED_ISSUE, ln))), {})
    doi = labels.get("doi")
    canonical = identifiers.doi(doi.text) if doi else None
    keywords = labels.get("keywords")
    names = labels.get("authors") or labels.get("author")
    abbreviation = re.search(r"10\.1504/([A-Za-z]+)\.", doi.text) if doi else None
    return WorkRecord(
        kind=Kind.ARTICLE,
        title=labels["title"].with_text(plain(labels["title"].text)),
        doi=doi.with_text(canonical) if doi and canonical else None,
        authors=_authors(names, labels.get("addresses") or labels.get("address")),
        year=_stated_year(issue),
        online_date=_date(labels.get("published online") or labels.get("online publication date")),
        venue=_venue(issue, doi.with_text(abbreviation[1]) if doi and abbreviation else None),
        volume=issue.get("volume"),
        issue=issue.get("issue"),
        pages=issue.get("pages"),
        publisher=None,
        abstract=tuple([labels["abstract"]] if "abstract" in labels else []),
        keywords=tuple(
            keywords.with_text(keyword)
            for part in (keywords.text.split(";") if keywords else [])
            if keywords and (keyword := part.strip(" ."))
        ),
    )


def _read_plain(lines: list[Line]) -> WorkRecord | None:
    """The running form: title, `by` and the authors, the issue, then labelled lines."""
    place = next((i for i, ln in enumerate(lines) if _ISSUE_LINE.match(ln.text)), None)
    first = next((i for i, ln in enumerate(lines) if _LABEL.match(ln.text)), len(lines))
    above = first if place is None else place
    by = next((i for i in range(above) if _BY.match(lines[i].text)), None)
    title_at = (above if by is None else by) - 1
    if title_at < 0 or (place is None and by is None):
        return None
    title = lines[title_at].words
    labels = _labelled(lines[above:])
    issue = {} if place is None else _match_issue(_ISSUE_LINE, lines[place])
    names = lines[by].words.with_text(lines[by].text[2:].strip()) if by is not None else None
    online = _date(labels.get("online publication date"))
    year = _stated_year(issue)
    if year is None and online:
        year = Year(online, online.with_text(online.text[:4]), YearBasis.ONLINE_DATE)
    return WorkRecord(
        kind=Kind.ARTICLE,
        title=title.with_text(plain(title.text)),
        authors=_authors(names, None),
        year=year,
        online_date=online,
        venue=_venue(issue, issue.get("abbr")),
        volume=issue.get("volume"),
        issue=issue.get("issue"),
        pages=issue.get("pages"),
        abstract=tuple([labels["abstract"]] if "abstract" in labels else []),
    )


def _match_issue(pattern: re.Pattern[str], line: Line) -> dict[str, Words]:
    match = pattern.match(line.text)
    if not match:
        return {}
    found = {k: line.words.with_text(v.strip()) for k, v in match.groupdict().items() if v}
    if "pages" in found:
        pages = re.sub(r"\s*[-–]\s*", "-", found["pages"].text)
        found["pages"] = line.words.with_text(pages)
    return found


def _stated_year(issue: dict[str, Words]) -> Year | None:
    words = issue.get("year") or issue.get("year2") or issue.get("year1")
    return Year(words, words, YearBasis.STATED) if words else None


def _venue(issue: dict[str, Words], abbreviation: Words | None) -> VenueMention | None:
    if not issue:
        return None
    return VenueMention(issue["journal"], VenueKind.JOURNAL, abbreviation=abbreviation)


def _authors(names: Words | None, addresses: Words | None) -> tuple[Contributor, ...]:
    """Authors joined by commas or semicolons; an address is theirs only when there is one each."""
    if names is None:
        return ()
    separator = ";" if ";" in names.text else ","
    people = [n.strip() for n in re.split(rf"{separator}|\s+and\s+", names.text) if n.strip()]
    places = re.split(r";|\s'\s|\.\s*'\s", addresses.text) if addresses else []
    places = [text for place in places if (text := place.strip(" ."))]
    paired = len(places) == len(people)
    return tuple(
        Contributor(
            names.with_text(person),
            affiliations=(Affiliation(addresses.with_text(places[i])),)
            if addresses and paired
            else (),
        )
        for i, person in enumerate(people)
    )


def _date(words: Words | None) -> Words | None:
    """A date such as `Wed, 21-Mar-2007` or `21 Mar 2007 *`, as ISO 8601."""
    if words is None:
        return None
    match = re.search(r"(\d{1,2})[-\s]([A-Z][a-z]{2})[a-z]*[-\s](\d{4})", words.text)
    if not match:
        return None
    try:
        date = datetime.strptime(" ".join(match.groups()), "%d %b %Y")  # noqa: DTZ007  # a day
    except ValueError:
        return None  # not a day of the calendar: the source's words stay findable by `why`
    return words.with_text(date.date().isoformat())


SOURCE = Source(
    name="inderscience",
    summary="an article page of Inderscience, copied as text or saved as HTML",
    rank=0,
    version=1,
    recognises=recognises,
    parse=parse,
)
