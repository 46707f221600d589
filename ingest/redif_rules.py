"""The rules that files are held to, ReDIF's above all, and what a breach of one is.

An error is what makes RePEc's own parser drop a template, or RePEc lose one; a warning is what
will be misread, or is dropped from the template; a note is what could be better.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule asks, and how bad a breach is as a rule; a required field makes it an error."""

    severity: Severity
    summary: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach of a rule: where, what is wrong, and what to do.

    Lines count from 1, and so do columns; column 0 is the line as a whole.
    """

    rule: str
    severity: Severity
    line: int
    end: int
    field: str
    message: str
    column: int = 0


_E, _W, _N = Severity
RULES: dict[str, Rule] = {
    # The file
    "unreadable-file": Rule(_E, "The file or archive must be readable."),
    "no-redif": Rule(_E, "A .rdf or .redif file must hold templates, not a web page or nothing."),
    "empty-file": Rule(_W, "A file without content says nothing; delete it."),
    "file-not-read": Rule(_N, "Templates belong in files named .rdf or .redif: RePEc reads these."),
    "text-before-template": Rule(_W, "Text before the first Template-Type is not read."),
    "utf-8-without-mark": Rule(
        _W, "UTF-8 in a .rdf file needs a byte order mark; RePEc reads it as Windows-1252 without."
    ),
    "encoding-not-utf-8": Rule(_N, "Text should be UTF-8."),
    "mixed-encoding": Rule(_W, "A file must be in one encoding."),
    "double-encoded": Rule(_W, "UTF-8 that was taken for Windows-1252 and encoded again."),
    "lost-character": Rule(_W, "A replacement character stands where a letter was lost."),
    "control-character": Rule(_W, "Control characters are no text."),
    # The template
    "unknown-template-type": Rule(_E, "Template-Type must be one that ReDIF 5.8 knows."),
    "missing-field": Rule(_E, "Required fields must be there, with a value."),
    "unknown-field": Rule(_E, "Each line that begins with `word:` must be a field of ReDIF."),
    "misplaced-field": Rule(_E, "A field must belong to the type of its template."),
    "cluster-without-key": Rule(_E, "A cluster begins with its key, such as Author-Name."),
    "empty-key": Rule(_W, "The key of a cluster should have a value."),
    "empty-field": Rule(_N, "A field without a value can be left out."),
    "repeated-field": Rule(_W, "A field that has one value must not stand twice."),
    "deprecated-field": Rule(_W, "Fields that ReDIF has replaced should not be used."),
    "duplicate-handle": Rule(_E, "A handle must name one template only: RePEc keeps one of them."),
    "handle-outside-archive": Rule(_W, "A handle must lie in the archive of its folder or file."),
    "handle-outside-series": Rule(_W, "A handle must lie in the series of its folder."),
    # The value
    "malformed-handle": Rule(_W, "A handle must be of the form its field asks for."),
    "malformed-doi": Rule(_W, "A DOI begins with `10.`, and stands without a resolver's address."),
    "malformed-url": Rule(_W, "An address needs a scheme and a host."),
    "prose-in-url": Rule(_W, "An address field holds an address, not prose."),
    "space-in-url": Rule(_W, "White space in an address is removed when it is read."),
    "malformed-email": Rule(_W, "An e-mail field holds one address."),
    "malformed-date": Rule(_W, "A date is YYYY, YYYY-MM or YYYY-MM-DD."),
    "malformed-year": Rule(_W, "Year holds one year of four digits."),
    "prose-in-jel": Rule(_W, "Classification-JEL holds codes, not words."),
    "malformed-msc": Rule(_W, "Classification-MSC-1991 holds codes of five characters."),
    "malformed-format": Rule(_W, "File-Format is a media type such as application/pdf."),
    "unknown-language": Rule(_W, "Language is a code of two letters (ISO 639-1)."),
    "malformed-isbn": Rule(_W, "An ISBN has 10 or 13 digits, of which the last is a check."),
    "malformed-issn": Rule(_W, "An ISSN has 8 digits, of which the last is a check."),
    "malformed-status": Rule(_W, "Publication-Status begins with Published or Forthcoming."),
    "malformed-share": Rule(_W, "A share is a percentage, as a number."),
    "unknown-series-type": Rule(_W, "Type names the templates of a series, such as ReDIF-Paper."),
    "unknown-programming-language": Rule(_W, "Programming-Language must be one that ReDIF lists."),
    "several-people-in-one-name": Rule(_W, "Each person needs a Name field of their own."),
    "repeated-person": Rule(_W, "One person identifier cannot belong to two authors."),
    "value-too-long": Rule(_W, "A value must keep within the length that ReDIF sets."),
    "value-too-short": Rule(_W, "A value must have the length that ReDIF sets."),
    "long-value": Rule(_N, "A value should keep within the length that ReDIF advises."),
    "short-value": Rule(_N, "A value should have the length that ReDIF advises."),
    "html-in-value": Rule(_N, "Values are plain text: tags are removed when they are read."),
    # BibTeX and RIS
    "unread-entry": Rule(
        _E, "An entry of BibTeX or RIS must end, and have a title or an identifier."
    ),
    "doubtful-entry": Rule(_W, "A field of BibTeX or RIS must hold what its name says."),
}
