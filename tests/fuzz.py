"""Archives damaged at random, each the same for the same number.

python -m tests.fuzz 20000    # that many, with the slow kinds
"""

import io
import random
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from citegraph.graph.iris import Iris
from citegraph.ingest.files import find
from citegraph.load.prepare import Job, prepare

TEMPLATE = """Template-Type: ReDIF-Paper 1.0
Author-Name: Ådne Example
Author-Workplace-Name: Institute of Examples
Author-Email: someone@example.org
Title: Paper number {number}, “quoted” & <i>set</i>
Abstract: What is said of it goes
 on in a second line: here.
Creation-Date: 2001-0{number}
File-URL: http://www.example.org/{number}.pdf
File-Format: application/pdf
Handle: RePEc:smp:wpaper:{number}

"""
ENTRY = """@techreport{{key{number},
  author = {{Ådne Example and {{An Institute}}}},
  title = "Paper number {number}, “quoted” \\& {{<i>set</i>}}",
  abstract = {{What is said of it goes
    on in a second line, someone@example.org}},
  date = {{2001-0{number}}}, number = 1{number},
  url = {{http://www.example.org/{number}.pdf}},
  handle = {{RePEc:smp:wpaper:{number}}},
}}

"""
RECORD = """TY  - RPRT
AU  - Example, Ådne
TI  - Paper number {number}, “quoted”
  &amp; set
AB  - What is said of it, someone@example.org
PY  - 2001/0{number}//
SP  - 1
EP  - {number}
UR  - http://www.example.org/{number}.pdf
AN  - RePEc:smp:wpaper:{number}
ER  -

"""
FORMS = {"rdf": TEMPLATE, "bib": ENTRY, "ris": RECORD}
TITLE = "Paper number {number}, “quoted” & set"
COUNT = 5
ENCODINGS = ("utf-8", "cp1252", "utf-8-sig", "utf-16")
LINE_ENDS = ("\n", "\r\n", "\r")
ODD = (b"\0", b"\x1a", b"\xff\xfe", b"\xef\xbb\xbf", b"<html>", b"#", b"&#0;", b"\n", b"\r", b"@")


class Damaged(NamedTuple):
    """A file, and the numbers of the templates that the damage left alone."""

    name: str
    data: bytes
    whole: frozenset[int]


def damaged(seed: int) -> Damaged:
    """A file of templates with damage in one or two of them, as it is or in an archive.

    Entries of BibTeX and records of RIS are templates here.
    """
    chance = random.Random(seed)  # noqa: S311  # damage, no secret
    suffix, template = chance.choice(list(FORMS.items()))
    end = chance.choice(LINE_ENDS)
    encoding = chance.choice(ENCODINGS)
    inner = {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    mark = b"" if inner == encoding else "\ufeff".encode(inner)
    pieces = [template.format(number=n).replace("\n", end).encode(inner) for n in range(COUNT)]
    hit = set(chance.sample(range(COUNT), chance.randint(1, 2)))
    for number in hit:
        pieces[number] = _hurt(pieces[number], chance, wide=encoding == "utf-16")
    whole = frozenset(set(range(COUNT)) - hit)
    data = mark + b"".join(pieces)
    packing = chance.choice(_PACKINGS)
    if packing is None:
        return Damaged(f"papers.{suffix}", data, whole)
    name, pack = packing
    packed = pack(data)
    if chance.random() < 0.5:
        return Damaged(name, _hurt(packed, chance, wide=False), frozenset())
    return Damaged(name, packed, whole if name.count(".") == 1 or "tar" in name else frozenset())


def _hurt(data: bytes, chance: random.Random, *, wide: bool) -> bytes:
    """Bytes with some flipped, cut, doubled, moved, or odd ones put in; pairs stay pairs."""
    step = 2 if wide else 1
    hurt = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 30))):
        at = chance.randrange(0, max(len(hurt) - step, 1), step)
        length = chance.choice((1, 4, 40)) * step
        match chance.randrange(5):
            case 0:
                for place in range(at, min(at + length, len(hurt))):
                    hurt[place] = chance.randrange(256)
            case 1:
                del hurt[at : at + length]
            case 2:
                hurt[at:at] = hurt[at : at + length]
            case 3:
                other = chance.randrange(0, max(len(hurt) - step, 1), step)
                hurt[at:at] = hurt[other : other + length]
            case _:
                odd = chance.choice(ODD)
                hurt[at:at] = odd if not wide or len(odd) % 2 == 0 else odd + b"\0"
    return bytes(hurt) + (b"\n\0" if wide else b"\n")


def _zip(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("RePEc/smp/wpaper/papers.rdf", data)
    return out.getvalue()


def _tar(compression: str) -> Callable[[bytes], bytes]:
    def pack(data: bytes) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode=f"w:{compression}") as archive:  # type: ignore[call-overload]
            member = tarfile.TarInfo("smp/papers.rdf")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        return out.getvalue()

    return pack


_PACKINGS: tuple[tuple[str, Callable[[bytes], bytes]] | None, ...] = (
    *[None] * 6,
    ("papers.zip", _zip),
    ("papers.zip.zip", lambda data: _zip(_zip(data))),
    ("papers.tar", _tar("")),
    ("papers.tar.gz", _tar("gz")),
    ("papers.tar.xz", _tar("xz")),
)


def lost(case: Damaged, folder: Path) -> set[int]:
    """The numbers of whole templates whose work did not come out. Raises what the reader raises."""
    file = folder / case.name
    file.write_bytes(case.data)
    read = set()
    for found in find((str(file),)):
        content = prepare(Job(found), Iris()).content
        for work in content.lone if content else ():
            assert b"someone@example.org" not in work.text
            read |= {
                n for n in case.whole if f'title> "{TITLE.format(number=n)}"'.encode() in work.text
            }
    return set(case.whole) - read


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            try:
                missing = lost(damaged(seed), Path(folder))
            except Exception as error:
                raise SystemExit(f"case {seed}: {error!r}") from error
            if missing:
                raise SystemExit(f"case {seed}: the templates {sorted(missing)} were lost")
    print(f"{count} damaged files read: no error, and no whole template lost")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
