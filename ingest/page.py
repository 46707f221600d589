"""A page as lines that keep their links: one shape for copied text and for saved HTML.

Line numbers are those of the file, so that evidence can be shown; `html.parser` is used because
it says where each piece stands, which the faster parsers do not.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

from citegraph.folding import squeeze
from citegraph.ingest.source import Document
from citegraph.records import Words

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol option p pre section select"
    " table tbody td tfoot th thead title tr ul".split()
)
_SKIPPED = frozenset(["script", "style", "noscript", "template", "svg"])


class Link(NamedTuple):
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. `text` is squeezed and may start with a list marker, `1. ` or `• `."""

    text: str
    number: int
    end: int
    links: tuple[Link, ...] = ()
    heading: bool = False

    @property
    def words(self) -> Words:
        return Words(self.text, self.number, self.end)


@dataclass(frozen=True, slots=True)
class Page:
    """Lines in page order, and the values of `<meta name=... content=...>`, names in lower case."""

    lines: list[Line]
    meta: dict[str, list[Words]] = field(default_factory=dict)
    html: bool = False

    def first_meta(self, *names: str) -> Words | None:
        """The first value under any of the names, tried in order."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def read_page(document: Document) -> Page:
    """The page in a document, whichever of the two shapes it has."""
    if document.is_html:
        reader = _HtmlReader()
        reader.feed(document.decoded.text)
        reader.close()
        reader.finish_line()
        return Page(reader.lines, reader.meta, html=True)
    numbered = enumerate(document.lines, start=1)
    return Page([Line(squeeze(text), number, number) for number, text in numbered if text.strip()])


class _HtmlReader(HTMLParser):
    """Collects lines: a block element starts a new one, a list item gets its marker."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.meta: dict[str, list[Words]] = {}
        self._pieces: list[str] = []
        self._links: list[Link] = []
        self._anchor: tuple[str, list[str]] | None = None
        self._start = self._end = 1
        self._skipping = ""
        self._heading = False
        self._lists: list[int | None] = []
        self._marker = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self._skipping:
            return
        if tag in _SKIPPED:
            self._skipping = tag
        elif tag == "meta":
            self._add_meta(values)
        elif tag == "link" and "canonical" in values.get("rel", "").lower():
            self._add_meta({"name": "canonical", "content": values.get("href", "")})
        elif tag == "input":
            self._add_input(values)
        elif tag == "a":
            self._close_anchor()
            self._anchor = (values.get("href", ""), [])
        if tag in _BLOCKS:
            self.finish_line()
            self._heading = bool(re.fullmatch(r"h[1-6]", tag))
        if tag in {"ol", "ul"}:
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._mark_item()

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            if tag == self._skipping:
                self._skipping = ""
            return
        if tag == "a":
            self._close_anchor()
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        if tag in _BLOCKS:
            self.finish_line()
        if tag == "li":
            self._marker = ""

    def handle_data(self, data: str) -> None:
        if self._skipping or not data.strip():
            if data and self._pieces and not self._skipping:
                self._pieces.append(" ")
            return
        line = self.getpos()[0]
        leading = len(data) - len(data.lstrip())
        first = line + data[:leading].count("\n")
        if not "".join(self._pieces).strip():
            self._start = first
        self._end = first + data.strip().count("\n")
        self._pieces.append(data)
        if self._anchor is not None:
            self._anchor[1].append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """A `<![...` that is none is passed over as browsers do, where `html.parser` asserts."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def finish_line(self) -> None:
        self._close_anchor()
        text = squeeze("".join(self._pieces))
        if text:
            # The marker waits for the item's first text, which may stand in an inner block.
            text, self._marker = self._marker + text, ""
            end = max(self._start, self._end)
            links = tuple(self._links)
            self.lines.append(Line(text, self._start, end, links, self._heading))
            self._heading = False
        self._pieces.clear()
        self._links.clear()

    def _close_anchor(self) -> None:
        if self._anchor is not None:
            address, pieces = self._anchor
            if address:
                self._links.append(Link(squeeze("".join(pieces)), address))
            self._anchor = None

    def _add_meta(self, values: dict[str, str]) -> None:
        name = (values.get("name") or values.get("property") or "").lower()
        content = squeeze(values.get("content", ""))
        if name and content:
            line = self.getpos()[0]
            end = line + (self.get_starttag_text() or "").count("\n")
            self.meta.setdefault(name, []).append(Words(content, line, end))

    def _add_input(self, values: dict[str, str]) -> None:
        # A download's address stands in a radio button (`name=url`), not in a link.
        if values.get("name", "").lower() == "url" and values.get("value"):
            self.finish_line()
            line = self.getpos()[0]
            address = values["value"].strip()
            self.lines.append(Line(f"File URL: {address}", line, line, (Link(address, address),)))

    def _mark_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        if number is None:
            self._marker = "• "
        else:
            self._lists[-1] = number + 1
            self._marker = f"{number + 1}. "
