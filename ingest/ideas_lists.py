"""The lists of an IDEAS item page: authors, references, files, other versions, topics."""

import re

from citegraph import citation, identifiers, names
from citegraph.ingest.page import Line
from citegraph.records import Affiliation, Contributor, FullText, Reference, Words

_NUMBERED = re.compile(r"(\d{1,4})\.(?:\s+(?=\S)|$)")
_BULLET = re.compile(r"^[•*·-]\s*")
_ADDRESS = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_LISTED = re.compile(r"(?:listed|registered|authors?|& abstract)(?: authors?)?:?", re.IGNORECASE)
# A library service that the page links to; the file is not there.
_FUNCTION = re.compile(r"File Function:\s*(.+?)(?=Download Restriction:|$)", re.IGNORECASE)
_JEL = re.compile(r"([A-Z]\d{0,2})\s+-\s")
_NO_FILE = re.compile(r"libkey\.io", re.IGNORECASE)


def author_block(lines: list[Line]) -> list[Contributor]:
    """Names in order; affiliations stand below a name, in parentheses on lines of their own.

    A registered author is listed a second time, with a link that holds the short-id.
    """
    found: list[Contributor] = []
    current = -1
    for line in lines:
        text = _BULLET.sub("", line.text)
        if _LISTED.fullmatch(text):
            continue
        if text.startswith("("):
            if found:
                inner = text[1:-1] if text.endswith(")") else text[1:]
                person = found[current]
                added = (*person.affiliations, Affiliation(line.words.with_text(inner.strip())))
                affiliations = tuple(dict.fromkeys(added))
                found[current] = Contributor(
                    person.name, person=person.person, affiliations=affiliations
                )
            continue
        words, identified = line.words.with_text(text), _person_of(line)
        known = (i for i, c in enumerate(found) if names.same(c.name.text, text))
        current = next(known, len(found))
        if current == len(found):
            found.append(Contributor(words, person=identified))
        elif identified and not found[current].person:
            again = found[current]
            found[current] = Contributor(
                again.name, person=identified, affiliations=again.affiliations
            )
    return found


def references(lines: list[Line]) -> tuple[Reference, ...]:
    """The entries of a reference list.

    Below a numbered entry, an unnumbered citation is another version of it, and other text goes
    on with it. A list without any number has one entry a citation.
    """
    lines = _numbers_joined(lines)
    is_numbered = any(_NUMBERED.match(line.text) for line in lines)
    found: list[Reference] = []
    for line in lines:
        number = _NUMBERED.match(line.text)
        text = line.text[number.end() :] if number else _BULLET.sub("", line.text)
        words = line.words.with_text(text)
        parsed = citation.parse_generated(text)
        if number or (parsed and (not is_numbered or not found)):
            found.append(Reference(words, handle=item_handle(line), doi=_doi_link(line)))
        elif found:
            version = bool(parsed) or bool(_BULLET.match(line.text))
            found[-1] = _extended(found[-1], line, words, version=version)
    return tuple(found)


def is_numbered_list(lines: list[Line]) -> bool:
    """Whether there is a list of references at all, and not only a link to one."""
    return any(_NUMBERED.match(line.text) for line in lines)


def _numbers_joined(lines: list[Line]) -> list[Line]:
    """A number on a line of its own belongs to the line below it."""
    joined: list[Line] = []
    for line in lines:
        if joined and re.fullmatch(r"\d{1,4}\.", joined[-1].text):
            before = joined.pop()
            text = f"{before.text} {line.text}"
            joined.append(Line(text, before.number, line.end, line.links))
        else:
            joined.append(line)
    return joined


def _extended(entry: Reference, line: Line, words: Words, *, version: bool) -> Reference:
    if version:
        versions = (*entry.versions, item_handle(line) or words)
        return Reference(entry.raw, entry.handle, entry.doi, versions)
    raw = Words(f"{entry.raw.text} {words.text}", entry.raw.line, line.end)
    handle = entry.handle or item_handle(line)
    return Reference(raw, handle, entry.doi or _doi_link(line), entry.versions)


def full_texts(lines: list[Line]) -> tuple[FullText, ...]:
    """The files of the download section, each with what is said of it below its address."""
    found: list[FullText] = []
    for line in lines:
        text = _BULLET.sub("", line.text)
        if _NO_FILE.search(text):
            continue
        if match := re.search(r"File URL:\s*(\S*)", text, re.IGNORECASE):
            address = match[1] or (line.links[0].address if line.links else "")
            words = line.words.with_text(address) if _ADDRESS.match(address) else None
            if not (found and found[-1].address and words and not found[-1].restriction):
                found.append(FullText(words))
        if match := _FUNCTION.search(text):
            last = found.pop() if found else FullText(None)
            function = line.words.with_text(match[1].strip())
            found.append(FullText(last.address, last.restriction, last.format, function))
        if match := re.search(r"Download Restriction:\s*(.*)", text, re.IGNORECASE):
            said = line.words.with_text(match[1].strip() or "unknown")
            last = found.pop() if found and not found[-1].restriction else FullText(None)
            found.append(FullText(last.address, said, last.format, last.function))
    # A page shows an address as a button and as a link: the one with the restriction counts.
    said_of = {f.address.text for f in found if f.address and f.restriction}
    return tuple(f for f in found if f.restriction or (f.address and f.address.text not in said_of))


def lost_address(lines: list[Line]) -> Words | None:
    """Where the page names a file whose address was lost in the copy."""
    for line in lines:
        if re.fullmatch(r"(?:• )?File URL:", line.text, re.IGNORECASE) and not line.links:
            return line.words.with_text("full text address")
    return None


def linked_items(lines: list[Line], own: Words | None) -> tuple[Words, ...]:
    """The items, other than the page's own, that lines link to or name by handle."""
    found: dict[str, Words] = {}
    for line in lines:
        candidates = [identifiers.handle_of_address(link.address) for link in line.links]
        candidates += [identifiers.handle(h) for h in re.findall(r"RePEc:\S+", line.text)]
        for handle in candidates:
            if _is_item(handle) and handle and not (own and handle == own.text):
                found.setdefault(handle, line.words.with_text(handle))
    return tuple(found.values())


def item_handle(line: Line, kind: str = "") -> Words | None:
    """The handle of the first item that a line links to, of a kind of page if one is given."""
    for link in line.links:
        handle = identifiers.handle_of_address(link.address)
        if handle and _is_item(handle) and f"/{kind}" in link.address:
            return line.words.with_text(handle)
    return None


def keywords(lines: list[Words]) -> tuple[Words, ...]:
    """Keywords separated by semicolons or, where there is none, by commas."""
    found = [
        words.with_text(keyword)
        for words in lines
        for part in re.split(";" if ";" in words.text else ",", _BULLET.sub("", words.text))
        if (keyword := part.strip(" ."))
    ]
    return tuple(dict.fromkeys(found))


def jel_codes(lines: list[Line]) -> tuple[Words, ...]:
    """The codes of lines such as `O31 - Innovation and Invention`."""
    matches = ((line, _JEL.match(_BULLET.sub("", line.text))) for line in lines)
    return tuple(dict.fromkeys(line.words.with_text(match[1]) for line, match in matches if match))


def inline(lines: list[Line], label: str) -> list[Words]:
    """The values of lines such as `Keywords: a; b`."""
    matches = ((line, re.match(rf"{label}:\s*(.+)", line.text, re.IGNORECASE)) for line in lines)
    return [line.words.with_text(match[1]) for line, match in matches if match]


def _is_item(handle: str | None) -> bool:
    """A series has no item part: its link is no item's."""
    return handle is not None and len(handle.split(":", 3)) > 3


def _person_of(line: Line) -> Words | None:
    for link in line.links:
        match = re.search(r"/[ef]/(p[a-z]+\d+)\.html", link.address, re.IGNORECASE)
        if match:
            return line.words.with_text(match[1].lower())
    return None


def _doi_link(line: Line) -> Words | None:
    found = (identifiers.doi(link.address) for link in line.links if "doi.org/" in link.address)
    canonical = next(found, None)
    return line.words.with_text(canonical) if canonical else None
