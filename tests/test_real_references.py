"""Raw references of journal articles, against what their records say.

The rules were made on the first half of the file; the floors are for the second.
"""

from collections.abc import Callable

import pytest
from parsing import REAL, accuracy, second_half

from citegraph.citation import Citation, parse, parse_learned

pytestmark = pytest.mark.skipif(
    not REAL.is_file(), reason="the real references are not beside the project"
)
# Most titles that differ are cut at their first italics in the records.
FLOORS = {"title": 0.905, "author": 0.965, "volume": 0.98, "page": 0.98, "container": 0.975}


@pytest.mark.parametrize("read", [parse, parse_learned])
def test_fields_of_real_references(read: Callable[[str], Citation | None]) -> None:
    found = accuracy(second_half(REAL), read)
    assert all(found[name] >= floor for name, floor in FLOORS.items()), found
