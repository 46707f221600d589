"""The types of entries that BibTeX and BibLaTeX have, and the kinds of work that they are."""

from citegraph.records import Kind

_KINDS = {
    Kind.ARTICLE: "article suppperiodical review",
    Kind.BOOK: "book mvbook collection mvcollection proceedings mvproceedings reference mvreference"
    " booklet manual periodical",
    Kind.CHAPTER: "incollection inbook bookinbook suppbook suppcollection inproceedings conference"
    " inreference",
    Kind.PAPER: "techreport report unpublished thesis phdthesis mastersthesis",
    Kind.SOFTWARE: "software",
}
KIND_OF = {type_: kind for kind, types in _KINDS.items() for type_ in types.split()}
# Their fields tell what they are.
OPEN = frozenset("misc online electronic www".split())
NO_WORKS = frozenset("xdata set control bibnote".split())
# Known to BibLaTeX, and of no kind of ours.
_OTHER = "dataset patent audio video image artwork jurisdiction legislation letter movie music"
TYPES = (*KIND_OF, *OPEN, *_OTHER.split(), "xdata")
