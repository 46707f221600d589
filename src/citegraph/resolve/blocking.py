"""Keys under which works that may be meant are found: a function of one description alone.

No count of the store's works goes into a key, so the keys of a work never change, and what a
reference finds depends on the set of works and not on the order in which they came.
"""

from itertools import combinations

from citegraph.resolve.description import STOP_WORDS, Description

# A longer title adds nothing that tells it apart.
_PREFIX = 18
# Of a work, the pairs of so many of its title's longest words; of a reference one more, since one
# of its words may be damaged.
_WORK_WORDS = 3
_REFERENCE_WORDS = 4
# Works under one key. What more of them share is no help in finding one.
LARGEST_BLOCK = 500


def work_blocks(work: Description) -> tuple[str, ...]:
    """The keys that a work is found under."""
    return _blocks(work, _WORK_WORDS)


def reference_blocks(reference: Description) -> tuple[str, ...]:
    """The keys to look under for the work that a reference means.

    >>> from citegraph.resolve.description import describe
    >>> reference_blocks(describe(title="The Economics of Search", volume="3", page="7-9",
    ...                           authors=["Lee, A."]))
    ('title:economicssearch', 'words:economics search', 'page:3 7 lee')
    """
    return _blocks(reference, _REFERENCE_WORDS)


def _blocks(described: Description, most: int) -> tuple[str, ...]:
    words = [word for word in described.title.split() if word not in STOP_WORDS]
    found = [f"title:{''.join(words)[:_PREFIX]}"] if words else []
    longest = sorted(set(words), key=lambda word: (-len(word), word))[:most]
    found += [f"words:{a} {b}" for a, b in combinations(sorted(longest), 2)]
    if described.volume and described.page and described.authors:
        family = described.authors[0].family.replace(" ", "")[:3]
        found.append(f"page:{described.volume} {described.page} {family}")
    if described.volume and described.page and described.container:
        # Journals are abbreviated in many ways, but hardly ever in their first letter.
        initial = described.container.removeprefix("the ")[:1]
        found.append(f"place:{described.volume} {described.page} {initial}")
    if described.number and described.container:
        series = described.container.replace(" ", "")[:_PREFIX]
        found.append(f"number:{series} {described.number}")
    return tuple(found)
