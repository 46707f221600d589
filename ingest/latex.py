r"""LaTeX as text, in the fields of BibTeX: letters with accents, symbols, braces, small commands.

Nothing is left out that may be text: a command that is not known shows its argument, or itself.
Symbols are those of pylatexenc's table; its own reader stops at some damage and drops arguments.
"""

import re
import unicodedata
from functools import lru_cache

from pylatexenc.latex2text import get_default_latex_context_db

_TOKEN = re.compile(
    r"\\url\s*\{([^{}]*)\}|\\([A-Za-z]+)\*?[^\S\n]*\n?[^\S\n]*|\\(.|\n|$)|([{}~])"
    # A dollar sign begins mathematics where what it encloses can be no prose.
    r"|(\$)(?=[^$\s]+\$|[^$\\^_]*[\\^_][^$]*\$)|(\$)|(---?|``|'')|([^\\{}~$`'-]+|.)",
    re.DOTALL,
)
# What an accent's command adds to the letter behind it, and what it is without one.
_ACCENTS = {
    "`": ("\u0300", "`"),
    "'": ("\u0301", "'"),
    "^": ("\u0302", "^"),
    "~": ("\u0303", "~"),
    "=": ("\u0304", ""),
    ".": ("\u0307", ""),
    '"': ("\u0308", '"'),
    "u": ("\u0306", ""),
    "v": ("\u030c", ""),
    "H": ("\u030b", ""),
    "r": ("\u030a", ""),
    "c": ("\u0327", ""),
    "d": ("\u0323", ""),
    "b": ("\u0331", ""),
    "k": ("\u0328", ""),
    "t": ("\u0361", ""),
}
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”"}
_DOTLESS = str.maketrans("ıȷ", "ij")
_SPACES = {" ": " ", "\n": " ", "\\": " ", ",": " ", ";": " ", ":": " "}
_NOTHING = frozenset(["-", "/", "@", "!", "(", ")", "[", "]", ""])
# Commands without a sign of their own.
_SILENT = frozenset(
    "protect relax noopsort rm it bf sc sl sf tt em up md normalfont rmfamily sffamily ttfamily"
    " itshape slshape scshape upshape bfseries mdseries tiny scriptsize footnotesize small"
    " normalsize large Large LARGE huge Huge left right displaystyle textstyle limits nolimits"
    " bgroup egroup begingroup endgroup ignorespaces unskip null allowbreak nobreak selectfont"
    " boldmath unboldmath".split()
)
_BREAKS = frozenset("newline linebreak par quad qquad hfill newblock space item".split())
_WITHOUT_SIGN = _SILENT | _BREAKS
_MORE = {
    "textgreater": ">",
    "textless": "<",
    "textbar": "|",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textunderscore": "_",
    "textdollar": "$",
    "copyright": "©",
    "textcopyright": "©",
    "pounds": "£",
    "euro": "€",
    "texttimes": "×",
    "slash": "/",
    "BibTeX": "BibTeX",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
}
# Of their arguments the first is no text.
_FIRST_HIDDEN = frozenset(
    "begin end href textcolor color foreignlanguage selectlanguage hspace vspace fontsize".split()
)
_PLAIN = re.compile(r"[\\{}~$]|--|``|''")
# In the table, for what a command is given, or refers to.
_PLACE = re.compile(r"[%<]")
_VERBATIM_ESCAPE = re.compile(r"\\([_%&#$~{}])(?:\{\})?")
_URL = re.compile(r"\\url\s*\{(.*)\}", re.DOTALL)


class _Group:
    """An open brace: what stands in it so far, and what is to be done with it."""

    def __init__(self, accent: str = "", *, hidden: bool = False, fraction: bool = False) -> None:
        self.pieces: list[str] = []
        self.accent = accent
        self.hidden = hidden
        self.fraction = fraction

    def text(self) -> str:
        if self.hidden:
            return ""
        text = "".join(self.pieces)
        if self.accent:
            return _accented(self.accent, text)
        return f"{text}/" if self.fraction else text


@lru_cache(maxsize=65536)
def decode(latex: str) -> str:
    r"""The text that LaTeX prints, as far as signs go; white space is kept.

    >>> decode(r"Bj{\o}rn M{\"u}ller, {\'\i} \& \v{S}imek -- {STEP} $\alpha$ at 5% of $3")
    'Bjørn Müller, í & Šimek – STEP α at 5% of $3'
    """
    if not _PLAIN.search(latex):
        return latex
    groups = [_Group()]
    accent = ""
    mathematics = False
    behind = ""  # The command whose argument may come.

    def put(text: str) -> None:
        nonlocal accent
        if accent and text.strip():
            start = len(text) - len(text.lstrip())
            text = text[:start] + _accented(accent, text[start]) + text[start + 1 :]
            accent = ""
        groups[-1].pieces.append(text)

    for address, command, sign, brace, opening, dollar, ligature, other in _TOKEN.findall(latex):
        before, behind = behind, ""
        if before and brace != "{" and before not in _WITHOUT_SIGN:
            put(f"\\{before} ")  # it has no argument: it is shown as it stands
        if address:
            put(verbatim(address))
        elif command in _ACCENTS or (sign and sign in _ACCENTS):
            accent = command or sign
        elif command:
            symbol = _symbol(command)
            if symbol is None:
                behind = command
                if command in _BREAKS:
                    put(" ")
            else:
                put(symbol)
        elif brace == "{":
            hidden, fraction = before in _FIRST_HIDDEN, before == "frac"
            groups.append(_Group(accent, hidden=hidden, fraction=fraction))
            accent = ""
            continue
        elif brace == "}":
            if len(groups) > 1:
                text = groups.pop().text()
                groups[-1].pieces.append(text)
        elif brace:
            put(" ")
        elif opening and not mathematics:
            mathematics = True
        elif opening or dollar:
            if mathematics:
                mathematics = False
            else:
                put("$")
        elif ligature:
            put(_LIGATURES[ligature])
        elif other:
            put(other)
        else:
            put(_SPACES.get(sign, "" if sign in _NOTHING else sign))
    if behind and behind not in _WITHOUT_SIGN:
        put(f"\\{behind}")
    while len(groups) > 1:
        text = groups.pop().text()
        groups[-1].pieces.append(text)
    return unicodedata.normalize("NFC", groups[0].text())


def _accented(accent: str, text: str) -> str:
    mark, alone = _ACCENTS[accent]
    if not text.strip():
        return alone
    letter, rest = text[0].translate(_DOTLESS), text[1:]
    return unicodedata.normalize("NFC", letter + mark) + rest


@lru_cache(maxsize=4096)
def _symbol(command: str) -> str | None:
    """The sign that a command without an argument stands for."""
    if command in _MORE:
        return _MORE[command]
    if command in _WITHOUT_SIGN:
        return None
    spec = _table().get_macro_spec(command)
    sign = getattr(spec, "simplify_repl", None)
    return sign if isinstance(sign, str) and sign and not _PLACE.search(sign) else None


@lru_cache(maxsize=1)
def _table():  # type: ignore[no-untyped-def]  # noqa: ANN202  # pylatexenc has no types
    return get_default_latex_context_db()


def verbatim(latex: str) -> str:
    r"""An address or identifier: LaTeX in it can only be braces and escapes.

    >>> verbatim(r"\url{http://example.org/a\_b/{\textasciitilde}c--d}")
    'http://example.org/a_b/~c--d'
    """
    if "\\" not in latex and "{" not in latex:
        return latex
    text = _URL.sub(r"\1", latex)
    text = text.replace(r"\textasciitilde", "~").replace(r"\textunderscore", "_")
    text = _VERBATIM_ESCAPE.sub(r"\1", text)
    return text.replace("{", "").replace("}", "")
