"""Bytes to text, as real files need it: marks, mixed encodings, mixed line ends."""

import html
import re
from typing import NamedTuple

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
# Neither XML nor a terminal takes these: C0 except tab and line ends, C1, non-characters,
# lone surrogates, and byte order marks within the text.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_C0 = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
# Text that was UTF-8 and was read as Latin-1, to be written as UTF-8 again. With a C1 control in
# it a sequence is nothing else; the others in its line are then the same.
_TWICE = re.compile(
    "[\xc2-\xc5\xce-\xd1][\x80-\xbf]|[\xe2-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_SURELY_TWICE = re.compile("[\xc2-\xc5\xce-\xd1][\x80-\x9f]|[\xe2-\xf4][\x80-\xbf]{0,2}[\x80-\x9f]")
# Vertical tab, form feed and "next line" are white space; at a line's start they are nothing.
_BREAKS = re.compile("(?<=[^\n\r])[\x0b\x0c\x85]")
_INLINE = re.compile(
    r"</?(?:b|i|u|s|em|strong|sub|sup|span|font|a|tt|small|big|jats:(?:italic|bold|sub|sup))"
    r"(?:\s[^<>]*)?/?\s*>",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"</?(?:p|br|div|ul|ol|li|h\d|center|img|hr|table|tr|td|th|blockquote|jats:[\w-]+)"
    r"(?:\s[^<>]*)?/?\s*>",
    re.IGNORECASE,
)
# Old habits of HTML allow an entity without its semicolon; in an address `&copy=2` is none.
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z]\w*);")


class Decoded(NamedTuple):
    text: str
    encoding: str


def escaped(text: str) -> str:
    """The text on one line: control characters, and bytes that were no UTF-8, are escaped.

    >>> escaped("caf\\udce9/new\\nline")
    'caf\\\\udce9/new\\\\nline'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def decode(data: bytes) -> Decoded:
    """Text of any of the encodings that archives and saved pages use.

    Tried in order: a byte order mark, strict UTF-8, the encoding an HTML page declares, and
    else line by line UTF-8 or Windows-1252, since real files mix the two.
    """
    for mark, encoding in _BOMS:
        # In UTF-16, every sign of markup and every line end has a NUL: without one, it is damage.
        if data.startswith(mark) and (encoding == "utf-8" or b"\0" in data):
            body = data[len(mark) :]
            if encoding != "utf-8":
                return Decoded(_clean(body.decode(encoding, "replace")), encoding)
            return _decode_unmarked(body)
    if wide := utf_16_without_mark(data):
        return Decoded(_clean(data.decode(wide, "replace")), wide)
    return _decode_unmarked(data)


def utf_16_without_mark(data: bytes) -> str | None:
    """The byte order of UTF-16 text without a mark: mostly Latin text has a NUL in each pair."""
    head = data[:512]
    if len(head) < 4:
        return None
    even, odd = head[0::2], head[1::2]
    for empty, full, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if empty.count(0) > 0.7 * len(empty) and full.count(0) < 0.05 * len(full):
            return name
    return None


def _decode_unmarked(data: bytes) -> Decoded:
    try:
        text = data.decode("utf-8")
        return Decoded(text if _is_clean(data) else _clean(text), "utf-8")
    except UnicodeDecodeError:
        pass  # not an error: the next encoding in the order above is tried
    declared = _DECLARED.search(data[:4096])
    if declared:
        name = declared[1].decode("ascii", "replace").lower()
        if name not in {"utf-8", "utf8", "iso-8859-1", "latin1", "us-ascii", "ascii"}:
            try:
                return Decoded(_clean(data.decode(name)), name)
            except (LookupError, UnicodeDecodeError):
                pass  # the page declares what it is not: read it line by line
    lines = [_decode_line(line) for line in re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data)]
    mixed = {encoding for _, encoding in lines}
    return Decoded(_clean("".join(text for text, _ in lines)), "+".join(sorted(mixed - {"ascii"})))


def _decode_line(line: bytes) -> tuple[str, str]:
    if line.isascii():
        return line.decode("ascii"), "ascii"
    try:
        return line.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # latin-1 stands in for the five bytes that Windows-1252 leaves undefined.
        return line.decode("cp1252", "replace") if not re.search(
            rb"[\x81\x8d\x8f\x90\x9d]", line
        ) else line.decode("latin-1"), "windows-1252"


def _is_clean(utf_8: bytes) -> bool:
    """Whether text has nothing that `_clean` would touch; if in doubt, no.

    The bytes tell that in a fraction of the time: C1 controls begin with C2, non-characters and
    byte order marks with EF.
    """
    if b"\xc2" in utf_8 or b"\xef" in utf_8:
        return False
    return len(utf_8.translate(None, _C0)) == len(utf_8)


def _clean(text: str) -> str:
    if not _CONTROL.search(text):
        return text
    if _SURELY_TWICE.search(text):
        lines = text.split("\n")
        text = "\n".join(
            _TWICE.sub(_decode_again, line) if _SURELY_TWICE.search(line) else line
            for line in lines
        )
    return _CONTROL.sub("", _BREAKS.sub(" ", text))


def _decode_again(match: re.Match[str]) -> str:
    try:
        return match[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return match[0]  # not an error: it was no UTF-8 either


def unify_lines(text: str) -> str:
    """Text whose lines are ended by LF; in it they are by LF, CRLF or CR, in any mixture."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def plain(text: str) -> str:
    """Text without HTML tags and entities (also doubly escaped ones), in single spaces.

    Only tags that HTML knows are removed: `p < q` stays.

    >>> plain("Growth &amp;amp; <i>Trade</i>,  p < q")
    'Growth & Trade, p < q'
    """
    if "&" in text:
        for _ in range(3):
            unescaped = _ENTITY.sub(lambda m: html.unescape(m[0]), text)
            if unescaped == text:
                break
            text = unescaped
        text = _clean(text)
    if "<" in text:
        text = _BLOCK.sub(" ", _INLINE.sub("", text))
    if text.isprintable() and "  " not in text:
        return text.strip(" ")  # nothing but single spaces: splitting takes three times as long
    return " ".join(text.split())
