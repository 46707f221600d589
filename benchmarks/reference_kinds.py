"""How a reference goes on after its title, by the kind of work: see reference_styles.py."""

from random import Random

from reference_facts import Facts
from reference_styles import Piece, Style, made

_BEFORE_VOLUME = " _;~ _, ~ (_) ~, _, ~. _;~. _; ~, _; "
_ISSUES = (
    "(_)~(_)~(_)~ (_)~, no. _~, No. _~, n° _~, Nr. _~/_~, _~, issue _~, H. _~ no. _~(no. _)~:_"
)
_ARTICLE_PAGES = ":_~: _~, _~, _~, pp. _~, p. _~, S. _~. _~ _~, pages _~: pp. _~, pp _"
_BOOK_EDITORS = " (Eds.)~ (eds)~ (eds.)~ (ed.)~ (Ed.)~, eds.~ (Hrsg.)~, ed.~ (éd.)"
_EDITED_BY = ", edited by ~, ed. ~, ed. by ~. Edited by ~, eds. "
_EDITIONS = "(_ ed.), ~(_ edn). ~_ edition, ~_ ed. ~_ edn, "
_THESES = (
    "PhD thesis, ~Ph.D. thesis, ~Ph.D. dissertation, ~Doctoral dissertation, ~PhD diss., "
    "~Unpublished doctoral thesis, ~Thèse de doctorat, ~Dissertation, ~Master's thesis, ~Diss. "
)
_UNPUBLISHED = "mimeo~Mimeo~Unpublished manuscript~unpublished~Manuscript~Draft"


def _article(style: Style, facts: Facts) -> None:
    if style.often(0.08):
        style.say("In: ~in: ~in ")
    style.add("container", facts.journal)
    if style.year_stands == "volume":
        style.put_year(_BEFORE_VOLUME, facts)
    else:
        style.say(" ~, ~ ~, ~. ~; ~: ")
    style.put("_~_~_~_~vol. _~Vol. _~Volume _~Bd. _~vol._~no. _~v. _", "volume", facts.volume)
    if style.often(0.55):
        style.put(_ISSUES, "issue", facts.issue)
    if style.year_stands == "end" and style.often(0.5):
        style.put_year(" (_)~, _~ (_),~, (_)", facts)
    if style.often(0.9):
        style.put_pages(_ARTICLE_PAGES, facts)


def _imprint(style: Style, facts: Facts, publisher: str) -> None:
    """Place and publisher, in either order, one of them, or in brackets with the year."""
    shape = style.chance.randint(0, 9)
    in_brackets = shape == 9 and style.year_stands == "end" and not style.has_year
    if in_brackets:
        style.add("other", "(")
    if shape in {0, 1, 2, 8, 9}:
        style.add("other", facts.place + style.pick(": ~: ~: ~, ~ : "))
        style.add("publisher", publisher)
    elif shape in {3, 4, 5}:
        style.add("publisher", publisher)
        style.add("other", style.pick(", ~, ~: ~. ") + facts.place)
    elif shape == 6:
        style.add("publisher", publisher)
    else:
        style.add("other", facts.place)
    if in_brackets:
        style.put_year(", _)", facts)


def _book(style: Style, facts: Facts) -> None:
    if style.often(0.15):
        style.put(_EDITIONS, "edition", style.pick("2nd~3rd~8th~Rev.~2.~Second~4"))
    if style.often(0.06):
        style.put("_. ~(_). ", "container", facts.series)
    if style.often(0.1):
        style.say("Trans. J. Miller. ~3 vols. ~Series in Thought 4. ~2 Bde., ~ed. M. Ricci, ")
    _imprint(style, facts, facts.publisher)
    if style.often(0.05):
        style.say(", 312 p.~. 255 pp~, 2 vols")


def _chapter(style: Style, facts: Facts) -> None:
    style.say("In ~In: ~in ~in: ~In: ~In ~in ~dans ~en ")
    editors_first = style.often(0.6)
    if editors_first:
        style.put_people("editor", facts.editors, natural=True)
        style.add("other", style.pick(_BOOK_EDITORS) + style.pick(", ~ ~: ~. ~, "))
    style.add("book", facts.book)
    if not editors_first and style.often(0.7):
        style.say(_EDITED_BY)
        style.put_people("editor", facts.editors, natural=True)
    _pages_and_imprint(style, facts, 0.9)


def _proceedings(style: Style, facts: Facts) -> None:
    style.say("In ~In: ~in ~in: ~In: ~In ~in ")
    nth = f"{style.chance.randint(2, 40)}th"
    form = style.pick(
        "Proceedings of the {nth} International Conference on {book}~Proc. {nth} Conf. {book}"
        "~{book} '98~Proceedings of {book}~Advances in {book} {volume}~{house} Conference on {book}"
    )
    book = form.format(nth=nth, book=facts.book, volume=facts.volume, house=facts.house)
    style.add("book", book)
    if style.often(0.25):
        style.say(_EDITED_BY)
        style.put_people("editor", facts.editors, natural=True)
    _pages_and_imprint(style, facts, 0.5)


def _pages_and_imprint(style: Style, facts: Facts, published: float) -> None:
    pages_first = style.often(0.45)
    if pages_first:
        style.put_pages(" (pp. _)~, pp. _~, _~, S. _~ pp. _~ (p. _)~: _", facts)
    if style.often(published):
        style.say(". ~, ~. ~ ")
        _imprint(style, facts, facts.publisher)
    if not pages_first and style.often(0.8):
        if style.year_stands == "end" and not style.has_year and style.often(0.4):
            style.put_year(" _~, _", facts)
        style.put_pages(", pp. _~, _~, S. _~: _~, p. _~. pp. _~ pp _", facts)


def _paper(style: Style, facts: Facts) -> None:
    shape = style.chance.randint(0, 9)
    if shape == 0:
        style.add("other", f"{style.pick(_UNPUBLISHED)}, {facts.house}")
        return
    if shape == 1:
        style.say("Paper presented at the ~paper presented at ~Presented at ")
        style.add("other", f"{facts.book} Conference, {facts.place}, June 12–15")
        return
    series = f"{facts.house} {facts.series}" if shape < 4 and style.often(0.4) else facts.series
    style.add("container", series)
    style.put(" _~ _~ No. _~ no. _~, No. _~ n° _~ Nr. _~ #_~, _", "number", facts.number)
    if shape > 4:
        style.say(", ~. ")
        if style.often(0.3):
            style.add("other", facts.place + style.pick(": ~, "))
        style.add("publisher", facts.house)


def _thesis(style: Style, facts: Facts) -> None:
    brackets = style.pick("~~()~[]")
    style.add("other", brackets[:1] + style.pick(_THESES))
    style.add("publisher", facts.house)
    style.add("other", brackets[1:] + style.pick(f"~~~, {facts.place}"))


def _report(style: Style, facts: Facts) -> None:
    shape = style.chance.randint(0, 4)
    if shape == 0:
        style.add("other", facts.place)
    elif shape == 1:
        style.add("other", f"COM({facts.year}) {facts.first} final, {facts.place}")
    elif shape == 2:
        style.say("Report~Final report~Online database~White Paper")
    else:
        _imprint(style, facts, facts.house)


def _news(style: Style, facts: Facts) -> None:
    if style.often(0.8):
        style.put("_, ", "container", style.pick(f"The Economist~Le Monde~{facts.journal}"))
    style.add("other", style.pick("March~June~Oct.~12 May~January 3~mai"))
    style.add("other", style.pick(f"~ {facts.first % 28 + 1}"))


_REST = {
    "article": _article,
    "book": _book,
    "chapter": _chapter,
    "proceedings": _proceedings,
    "paper": _paper,
    "thesis": _thesis,
    "report": _report,
    "news": _news,
}


def reference(seed: int) -> list[Piece]:
    """The reference of a seed: equal seeds give equal references."""
    style, facts = made(seed)
    _REST[facts.kind](style, facts)
    if style.year_stands != "names" and not style.has_year:
        style.put_year(", _~ (_)~. _~; _~ _", facts)
    style.say(".~.~.~")
    pieces = style.pieces
    if style.often(0.25):
        pieces = [_damaged(piece, style.chance) for piece in pieces]
    return [piece for piece in pieces if piece.text]


def _damaged(piece: Piece, chance: Random) -> Piece:
    """What copying does: signs that part fields are lost or others, letters go missing."""
    text = piece.text
    if piece.label == "other" and chance.random() < 0.1:
        text = chance.choice((" ", ". ", ", ")) if text.strip() in {".", ",", ":", ";"} else text
    elif len(text) > 20 and chance.random() < 0.1:
        at = chance.randrange(1, len(text) - 1)
        text = text[:at] + text[at + 1 :]
    return Piece(piece.label, text)
