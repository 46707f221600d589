"""maplib on the tables: the mappings as OTTR templates over Polars frames, in its own environment.

python peer_maplib.py TABLES OUTPUT.nt
"""

import json
import sys
from pathlib import Path
from typing import Any

import polars as pl
from maplib import Model

_PREFIXES = "@prefix ottr: <http://ns.ottr.xyz/0.4/> .\n@prefix t: <https://example.org/t#> .\n"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

_XSD = "http://www.w3.org/2001/XMLSchema#"
# The Polars types that maplib asks for; other datatypes stand as text.
_POLARS = {f"{_XSD}integer": pl.Int64(), f"{_XSD}decimal": pl.Decimal(38, 12)}


def template(name: str, subject: str, kinds: dict[str, str], mapping: dict[str, Any]) -> str:
    """A mapping as an OTTR template; an empty value is no argument, and makes no statement.

    `kinds` are those of the columns other than the subject's.
    """
    types = {"iri": "ottr:IRI", "text": f"<{_XSD}string>"}
    arguments = [f"ottr:IRI ?{subject}"]
    arguments += [f"? {types.get(kind, f'<{kind}>')} ?{column}" for column, kind in kinds.items()]
    triples = [f"ottr:Triple(?{subject}, {_TYPE}, <{iri}>)" for iri in mapping["classes"]]
    triples += [
        f"ottr:Triple(?{subject}, <{predicate}>, ?{column})"
        for predicate, column, _ in mapping["values"]
    ]
    body = ",\n  ".join(triples)
    return f"{_PREFIXES}t:{name} [{', '.join(arguments)}] :: {{\n  {body}\n}} .\n"


def main(tables: Path, output: Path) -> None:
    model = Model()
    mappings = json.loads((tables / "mappings.json").read_text(encoding="utf-8"))
    for number, mapping in enumerate(mappings):
        subject, name = mapping["subject"], f"map{number}"
        kinds = {column: kind for _, column, kind in mapping["values"]}
        types = {column: _POLARS.get(kind, pl.String()) for column, kind in kinds.items()}
        frame = pl.read_csv(
            tables / f"{mapping['file']}.csv",
            columns=[subject, *kinds],
            schema_overrides=types,
            infer_schema=False,
        )
        model.add_template(template(name, subject, kinds, mapping))
        model.map(f"https://example.org/t#{name}", frame, validate_iris=False)
    model.write(output, format="ntriples")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
