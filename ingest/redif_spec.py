"""What ReDIF 5.8 prescribes, as data: template types, fields, clusters, and lengths of values.

The notation of a field is `name:kind`, followed by `!` where it is required, `1` where it may
stand once, and `~` where it is deprecated. A name that ends in a hyphen is the prefix of a
cluster; the first field of a cluster is its key. `citegraph.ingest.redif_values` says what a value
of each kind must be.

A test holds the tables to RePEc's own specification where that lies beside the project.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple


class Use(NamedTuple):
    """How a field may be used: what its value is, and how often it may stand."""

    kind: str
    required: bool = False
    once: bool = False
    deprecated: bool = False


class Place(NamedTuple):
    """Where a field may stand: under which cluster's prefix, and whether it opens the cluster."""

    use: Use
    cluster: str = ""
    key: bool = False


class Limits(NamedTuple):
    """Lengths in characters: beyond `top` and `bottom` are errors, beyond `max` and `min` doubts.

    That is how the specification puts it; the official parser measures nothing by default.
    """

    top: int
    max: int
    min: int = 0
    bottom: int = 0


_NOTATION = re.compile(r"([a-z\d-]+):([a-z]+)(!?)(1?)(~?)")


def _uses(notation: str) -> dict[str, Use]:
    found = {}
    for word in notation.split():
        match = _NOTATION.fullmatch(word)
        assert match, word
        name, kind, required, once, deprecated = match.groups()
        found[name] = Use(kind, bool(required), bool(once), bool(deprecated))
    return found


_CLASSES = """classification-acm-1964:text1 classification-acm-1991:text1
    classification-acm-1998:text1 classification-ila:text1 classification-jel:jel1
    classification-msc-1991:msc1 classification-msc-2000:text1"""
_VERSIONS = """article-handle:item book-handle:item chapter-handle:item paper-handle:item
    software-handle:item"""
_DOCUMENT = f"handle:item!1 doi:doi file-:file language:language {_CLASSES} {_VERSIONS}"
_WORDS = "keywords:keywords keywords-attent:keywords"
_MAINTAINER = """maintainer-email:email! maintainer-name:text maintainer-phone:text
    maintainer-fax:text"""

CLUSTERS: dict[str, dict[str, Use]] = {
    "person": _uses(
        """name:name!1 name-first:text name-last:text homepage:url workplace-:organization
        email:email fax:text postal:postal phone:text person:person1"""
    ),
    "organization": _uses(
        """name:title!1 homepage:url name-english:text postal:postal location:text email:email
        phone:text fax:text share:share institution:institution1"""
    ),
    "file": _uses("url:url!1 format:format function:text1 size:text restriction:text"),
}
TYPES: dict[str, dict[str, Use]] = {
    "redif-archive": _uses(
        f"""handle:archive!1 url:url! name:title! {_MAINTAINER} {_CLASSES} homepage:url
        description:title notification:text restriction:text"""
    ),
    "redif-series": _uses(
        f"""name:title! handle:series!1 {_MAINTAINER} type:type order-email:email
        order-homepage:url order-postal:postal price:text provider-:organization restriction:text
        description:title {_CLASSES} {_WORDS} editor-:person notification:text issn:text
        followup:text predecessor:text publisher-:organization~ provider-institution:institution~"""
    ),
    "redif-paper": _uses(
        f"""{_DOCUMENT} title:title! author-:person! contact-email:email1 abstract:abstract {_WORDS}
        number:text creation-date:date1 revision-date:date publication-status:status note:text
        length:text series:text availability:text order-url:url restriction:text price:text
        notification:text"""
    ),
    "redif-article": _uses(
        f"""{_DOCUMENT} title:title! author-:person! contact-email:email1 abstract:abstract {_WORDS}
        journal:text volume:text year:text issue:text month:text pages:text number:text1
        creation-date:date1 publication-status:status order-url:url restriction:text
        notification:text price:text note:text publication-date:date~"""
    ),
    "redif-software": _uses(
        f"""handle:item!1 file-:file {_CLASSES} {_VERSIONS} title:title! author-:person!
        programming-language:programming abstract:abstract number:text version:text
        keywords:keywords size:text series:text creation-date:date1 revision-date:date note:text
        requires:text price:text~ length:text~ contact-email:text~"""
    ),
    "redif-book": _uses(
        f"""{_DOCUMENT} title:title! author-:person provider-:organization contact-email:email1
        year:text1 month:text1 volume:text1 edition:text1 series:text1 editor-:person isbn:text1
        publication-status:status note:text abstract:abstract {_WORDS} haschapter:item price:text1
        order-url:url number:text creation-date:date1 publication-date:date1
        publisher-:organization~"""
    ),
    "redif-chapter": _uses(
        f"""{_DOCUMENT} title:text! author-:person! contact-email:email abstract:text
        keywords:keywords1 keywords-attent:keywords1 provider-:organization book-title:text1
        editor-:person year:text1 month:text1 pages:text1 chapter:text1 volume:text1 edition:text1
        series:text1 isbn:text1 publication-status:status1 note:text in-book:item1 order-url:url
        publisher-:organization~ sponsor-:organization~"""
    ),
    "redif-person": _uses(
        f"""handle:person!1 name-full:name! name-first:text name-last:text name-prefix:text
        name-middle:text name-suffix:text name-ascii:text email:email homepage:url fax:text
        postal:postal phone:text workplace-:organization workplace-organization:institution
        author-paper:item author-article:item author-software:item author-book:item
        author-chapter:item editor-series:series editor-book:item {_CLASSES} short-id:text1
        last-login-date:text1 registered-date:text1 deceased:date1"""
    ),
    "redif-institution": _uses(
        """handle:institution!1 primary-:organization secondary-:organization
        tertiary-:organization quaternary-:organization primary-defunct:text
        secondary-defunct:text tertiary-defunct:text quaternary-defunct:text"""
    ),
}
LIMITS: dict[str, Limits] = {
    "title": Limits(1000, 300, 10, 3),
    "name": Limits(400, 60, 5, 3),
    "abstract": Limits(4200, 2600, 100, 30),
    "jel": Limits(200, 100),
    "url": Limits(500, 170, 11, 9),
    "email": Limits(120, 60, 9, 7),
    "doi": Limits(120, 100, 9, 7),
    "item": Limits(120, 100),
    "person": Limits(120, 100),
    "postal": Limits(600, 320),
    "keywords": Limits(1500, 750),
    "text": Limits(500, 250),
}


@cache
def places(template_type: str) -> dict[str, tuple[Place, ...]]:
    """Every field that a template of the type may have, those of its clusters under full names.

    One name has two places, its cluster's first: `provider-institution` of a series.
    """
    found: dict[str, tuple[Place, ...]] = {}
    for name, place in _flattened(TYPES[template_type], ""):
        found[name] = tuple(sorted((*found.get(name, ()), place), key=lambda p: -len(p.cluster)))
    return found


def _flattened(uses: dict[str, Use], prefix: str) -> Iterator[tuple[str, Place]]:
    for number, (name, use) in enumerate(uses.items()):
        if not name.endswith("-"):
            yield prefix + name, Place(use, prefix, key=bool(prefix) and number == 0)
            continue
        for inner, place in _flattened(CLUSTERS[use.kind], prefix + name):
            # A cluster is required, or deprecated, by way of its key; no cluster is required
            # within another.
            key = place.key and place.cluster == prefix + name
            inherited = place.use._replace(
                required=key and use.required, deprecated=key and use.deprecated
            )
            yield inner, place._replace(use=inherited)


def types_with(name: str) -> tuple[str, ...]:
    """The template types that have a field of this name."""
    return tuple(kind for kind in TYPES if name in places(kind))


@lru_cache(maxsize=4096)
def is_known(name: str) -> bool:
    """Whether a template of any type may have a field of this name, or it is a local one."""
    return any(name in places(kind) for kind in TYPES) or is_local(name)


def is_local(name: str) -> bool:
    """Whether a field is an archive's own: `X-...`, also within a cluster. Nothing checks those."""
    return name.startswith("x-") or "-x-" in name


def spelled(name: str) -> str:
    """A field or a template type as it is usually written.

    >>> spelled("redif-paper"), spelled("author-workplace-name"), spelled("file-url")
    ('ReDIF-Paper', 'Author-Workplace-Name', 'File-URL')
    """
    capitals = {"acm", "ascii", "doi", "id", "isbn", "issn", "jel", "msc", "url"}
    special = {"redif": "ReDIF", "haschapter": "HasChapter", **{c: c.upper() for c in capitals}}
    return "-".join(special.get(part, part.capitalize()) for part in name.split("-"))
