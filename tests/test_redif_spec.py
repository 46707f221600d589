"""The tables of ReDIF beside RePEc's own specification: the same, but for what is named here."""

import re

import pytest

from citegraph.ingest.redif_spec import CLUSTERS, LIMITS, TYPES, Limits, Use, places
from citegraph.ingest.redif_values import CHECKS
from tests.conftest import REAL_DATA

SPECIFICATION = REAL_DATA / "redif.spec"
# RePEc's names of the types of values, and ours.
KINDS = {
    "": "text",
    "default_type": "text",
    "archivehandle": "archive",
    "serieshandle": "series",
    "documenthandle": "item",
    "institutionhandle": "institution",
    "personhandle": "person",
    "doctype": "type",
    "mime_type": "format",
    "langcode639_1": "language",
    "percentage": "share",
    "pubstat": "status",
    "programming_language": "programming",
    "msc1991": "msc",
}
# Types of values that no field has, so that nothing can be held to them.
UNUSED = {
    "handle": "every field asks for a handle of one kind",
    "pubstatus": "the fields are of the type pubstat",
    "fileformat": "called obsolete; File-Format is of the type MIME_type",
}


def specification() -> str:
    if not SPECIFICATION.is_file():
        pytest.skip("RePEc's specification is not beside the project")
    text = SPECIFICATION.read_text(encoding="latin-1")
    return re.sub(r"(?m)#.*$", "", text).lower()


def uses(body: str) -> dict[str, Use]:
    """The fields of a block: `name:type, qualifier`, or the older `name:type::flag:flag`."""
    found = {}
    for line in body.split("\n"):
        stated, *qualifiers = (part.strip() for part in re.sub(r"\s*:\s*", ":", line).split(","))
        name, *types = stated.split(":")
        if not name or name == "template-type":
            continue
        if types and types[0] in {"norep", "nonrep"}:
            qualifiers, types = types, []
        if types[:1] == ["cluster"]:
            name, kind = f"{name}-", types[1]
        else:
            kind = KINDS.get(types[0] if types else "", types[0] if types else "")
        found[name] = Use(
            kind,
            required=bool({"req", "required", "key"} & set(qualifiers)),
            once=bool({"norep", "nonrep", "nonrepeatable", "key"} & set(qualifiers)),
            deprecated="deprec" in qualifiers,
        )
    return found


def blocks(keyword: str) -> dict[str, dict[str, Use]]:
    found = re.findall(rf"(?m)^{keyword}\s*=\s*([\w-]+)[^{{]*\{{([^}}]*)\}}", specification())
    return {name: uses(body) for name, body in found}


def test_template_types_and_their_fields() -> None:
    assert blocks("template") == TYPES


def test_clusters() -> None:
    assert blocks("cluster") == CLUSTERS
    for name, fields in blocks("cluster").items():
        assert next(iter(fields)) == next(iter(CLUSTERS[name])), "the key comes first"


def test_lengths() -> None:
    found = {}
    for name, body in re.findall(r"type\s*=\s*(\w+)\s*/\s*length\s*\{([^}]*)\}", specification()):
        if name not in UNUSED:
            limits = {key: int(n) for key, n in re.findall(r"(\w+)\s*:\s*(\d+)", body)}
            found[KINDS.get(name, name)] = Limits(**limits)
    assert found == LIMITS


def test_every_checked_type_of_value_is_checked() -> None:
    stated = set(re.findall(r"type\s*=\s*(\w+)\s*/\s*check", specification())) - set(UNUSED)
    assert {KINDS.get(name, name) for name in stated} <= set(CHECKS)


def test_a_name_with_two_places() -> None:
    inner, own = places("redif-series")["provider-institution"]
    assert (inner.cluster, inner.use.deprecated) == ("provider-", False)
    assert (own.cluster, own.use.deprecated) == ("", True)
