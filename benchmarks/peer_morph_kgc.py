"""morph-kgc on the tables: the mappings as RML, run in its own environment.

    python peer_morph_kgc.py TABLES OUTPUT.nt

Columns hold finished IRIs, which morph-kgc copies without encoding them: its fastest way.
"""

import json
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_HEAD = """\
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""


def rml(mappings: list[dict[str, Any]], tables: Path) -> Iterator[str]:
    """The mappings as RML, one triples map each."""
    yield _HEAD
    for number, mapping in enumerate(mappings):
        source = f'rml:source "{tables}/{mapping["file"]}.csv" ; rml:referenceFormulation ql:CSV'
        classes = "".join(f" ; rr:class <{iri}>" for iri in mapping["classes"])
        subject = f'rml:reference "{mapping["subject"]}" ; rr:termType rr:IRI{classes}'
        yield f"<#map{number}> a rr:TriplesMap ; rml:logicalSource [ {source} ] ;\n"
        yield f"  rr:subjectMap [ {subject} ]"
        for predicate, column, kind in mapping["values"]:
            term = f'rml:reference "{column}"'
            if kind != "text":
                term += " ; rr:termType rr:IRI" if kind == "iri" else f" ; rr:datatype <{kind}>"
            yield f" ;\n  rr:predicateObjectMap [ rr:predicate <{predicate}> ;"
            yield f" rr:objectMap [ {term} ] ]"
        yield " .\n"


def main(tables: Path, output: Path) -> None:
    mappings = json.loads((tables / "mappings.json").read_text(encoding="utf-8"))
    document = output.with_suffix(".rml.ttl")
    document.write_text("".join(rml(mappings, tables)), encoding="utf-8")
    config = output.with_suffix(".ini")
    config.write_text(
        f"[CONFIGURATION]\noutput_file = {output}\nnumber_of_processes = 2\n"
        f"logging_level = WARNING\n\n[Tables]\nmappings = {document}\n",
        encoding="utf-8",
    )
    sys.argv = ["morph_kgc", str(config)]
    runpy.run_module("morph_kgc", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
