"""Search: works by words, narrowed by what they are, in an order that the reader chooses."""

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from citegraph import fulltext, saved
from citegraph import vocab as v
from citegraph.ask import Question
from citegraph.folding import fold
from citegraph.pages.addresses import Addresses
from citegraph.pages.render import html
from citegraph.pages.work import MOST_LISTS
from citegraph.reasons import why_empty
from citegraph.records import Access
from citegraph.store import Snapshot
from citegraph.store.text_index import Confined
from citegraph.store.text_index import Hit as Found

_PAGE = 20
# More hits than these are not looked at: words that are in so many works narrow nothing.
_MOST = 200
_SHOWN_CHOICES = 8
_SUGGESTIONS = 8
SORTS = {
    "relevance": "relevance",
    "newest": "newest first",
    "oldest": "oldest first",
    "cited": "most cited",
    "title": "title",
}
_QUERY = "works-by-text"
# What access to the full text is called here.
_NAMES: dict[str, str] = {
    Access.OPEN: "open",
    Access.RESTRICTED: "restricted",
    Access.UNKNOWN: "not known",
}
_ACCESS = {name: access for access, name in _NAMES.items()}


class Hit(NamedTuple):
    """A work that is found, with its values by facet."""

    iri: str
    facets: dict[str, tuple[str, ...]]

    def value(self, facet: str) -> str:
        """The first value of a facet, if there is one."""
        return next(iter(self.facets[facet]), "")


class Shown(NamedTuple):
    """A hit on the page that is shown."""

    hit: Hit
    href: str
    title: str
    authors: str
    cited: int


class Choice(NamedTuple):
    """A value of a facet, how many hits have it, and the search that takes or leaves it."""

    text: str
    number: int
    is_chosen: bool
    href: str


class Facet(NamedTuple):
    name: str
    title: str
    choices: list[Choice]


_FACETS = {
    "year": "Year",
    "kind": "Kind",
    "venue": "Series or journal",
    "jel": "JEL",
    "open": "Full text",
}


def page(snapshot: Snapshot, addresses: Addresses, given: dict[str, str], number: int) -> str:
    """The hits of a search with the ways to narrow it."""
    text = given.get("q", "").strip()
    chosen = {name: given[name] for name in _FACETS if given.get(name)}
    sort = given.get("sort", "") if given.get("sort") in SORTS else "relevance"
    has_words = bool(fold(text))
    found, more = _hits(snapshot, text, {}) if has_words else ([], False)
    if more and chosen:
        # What is chosen may lie beyond the first hits.
        found, more = _hits(snapshot, text, chosen)
    fitting = sorted((hit for hit in found if _fits(hit, chosen)), key=_order(snapshot, sort))
    pages = max(1, -(-len(fitting) // _PAGE))
    number = min(max(1, number), pages)
    start = (number - 1) * _PAGE

    def href(**changed: str) -> str:
        asked = {"q": text, **chosen, "sort": sort if sort != "relevance" else "", **changed}
        return addresses.at("/search", **asked)

    return html(
        "search",
        site=addresses,
        text=text,
        has_words=has_words,
        chosen=chosen,
        sort=sort,
        sorts=SORTS,
        hits=[_shown(snapshot, addresses, hit) for hit in fitting[start : start + _PAGE]],
        total=len(fitting),
        more=more,
        most=_MOST,
        facets=[_facet(name, found, chosen, href) for name in _FACETS],
        number=number,
        pages=pages,
        previous=href(page=str(number - 1)) if number > 1 else "",
        next=href(page=str(number + 1)) if number < pages else "",
        empty="" if fitting or not has_words else _why(snapshot, text, chosen, found),
        known_lists=snapshot.catalog.lists()[:MOST_LISTS],
        here=href(page=str(number)).removeprefix(addresses.prefix),
        table=addresses.ask(_QUERY, {"text": text}),
        csv=addresses.ask(_QUERY, {"text": text}, format="csv"),
        bibtex=addresses.ask(_QUERY, {"text": text}, format="bibtex"),
    )


def _hits(snapshot: Snapshot, text: str, chosen: dict[str, str]) -> tuple[list[Hit], bool]:
    """The works that have the words, the best first, and whether there are more."""
    year = int(chosen["year"]) if chosen.get("year", "").isdecimal() else None
    confined = Confined(
        kind=chosen.get("kind"),
        first=year,
        last=year,
        venue=chosen.get("venue"),
        jel=chosen.get("jel"),
        access=_ACCESS.get(chosen.get("open", "")),
    )
    wanted = fulltext.expression(text)
    ranked = snapshot.index.search("work", f"title : ({wanted})", _MOST + 1, confined)
    if len(ranked) <= _MOST:
        # Too few have the words in their titles: those are ranked with all others.
        ranked = snapshot.index.search("work", wanted, _MOST + 1, confined)
    found = [_hit(snapshot.iris.base, item) for item in ranked[:_MOST]]
    return found, len(ranked) > _MOST


def _hit(base: str, found: Found) -> Hit:
    return Hit(
        base + found.name,
        {
            "year": () if found.year is None else (str(found.year),),
            "kind": (found.kind,),
            "venue": tuple(filter(None, found.venues.split("\n"))),
            "jel": tuple(filter(None, found.jel.split("\n"))),
            "open": (_NAMES[found.access],),
        },
    )


def _shown(snapshot: Snapshot, addresses: Addresses, hit: Hit) -> Shown:
    return Shown(
        hit,
        addresses.of(hit.iri),
        _title(snapshot, hit),
        snapshot.first(hit.iri, v.AUTHOR_LIST),
        _cited(snapshot, hit),
    )


def _title(snapshot: Snapshot, hit: Hit) -> str:
    return snapshot.first(hit.iri, v.TITLE) or "Untitled"


def _cited(snapshot: Snapshot, hit: Hit) -> int:
    return int(snapshot.first(hit.iri, v.CITED_BY_COUNT) or 0)


def _fits(hit: Hit, chosen: dict[str, str]) -> bool:
    return all(wanted in hit.facets[name] for name, wanted in chosen.items())


def _order(snapshot: Snapshot, sort: str) -> Callable[[Hit], Any]:
    """The key of an order. Sorting keeps the order of relevance among equals."""
    orders: dict[str, Callable[[Hit], Any]] = {
        "newest": lambda hit: -int(hit.value("year") or -9999),
        "oldest": lambda hit: int(hit.value("year") or 9999),
        "cited": lambda hit: -_cited(snapshot, hit),
        "title": lambda hit: _title(snapshot, hit).lower(),
    }
    return orders.get(sort, lambda _: 0)


def _facet(name: str, found: list[Hit], chosen: dict[str, str], href: Callable[..., str]) -> Facet:
    """How many hits each value would leave, given what is chosen of the other facets."""
    others = {other: wanted for other, wanted in chosen.items() if other != name}
    counts = Counter(value for hit in found if _fits(hit, others) for value in hit.facets[name])
    if name == "year":
        ranked = sorted(counts.items(), reverse=True)
    else:
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    own = chosen.get(name)
    shown = [pair for place, pair in enumerate(ranked) if place < _SHOWN_CHOICES or pair[0] == own]
    choices = [
        Choice(text, number, text == own, href(**{name: "" if text == own else text}))
        for text, number in shown
    ]
    return Facet(name, _FACETS[name], choices)


def _why(snapshot: Snapshot, text: str, chosen: dict[str, str], found: list[Hit]) -> str:
    """Why a search finds nothing."""
    if found:
        narrowed = " and ".join(
            f"{_FACETS[name].lower()} {value}" for name, value in chosen.items()
        )
        return f"none of the {len(found)} works with these words has {narrowed}"
    return why_empty(snapshot, Question(saved.get(_QUERY), {"text": text}))


def suggestions(snapshot: Snapshot, text: str, *, names: bool) -> list[dict[str, str]]:
    """The first works that have the words, those that have them in their titles before others. With
    `names`, what stands in the field is the name that only one work has, and else its title."""
    words = text.rstrip("*").split()
    # The last word may go on; as a single letter it is the start of too many.
    if len(words) > 1 and len(words[-1]) == 1:
        words.pop()
    if not fold(" ".join(words)):
        return []
    wanted = fulltext.expression(f"{' '.join(words)}*")
    hits = snapshot.index.search("work", f"title : ({wanted})", _SUGGESTIONS)
    if len(hits) < _SUGGESTIONS:
        hits += snapshot.index.search("work", wanted, _SUGGESTIONS)
    found = []
    for name, hit in list({hit.name: hit for hit in hits}.items())[:_SUGGESTIONS]:
        iri = snapshot.iris.base + name
        title = snapshot.first(iri, v.TITLE)[:200]
        authors = snapshot.first(iri, v.AUTHOR_LIST)[:60]
        about = ", ".join(part for part in (authors, str(hit.year or "")) if part)
        found.append(
            {"value": name, "label": f"{title} ({about})"}
            if names
            else {"value": title, "label": about}
        )
    return found
