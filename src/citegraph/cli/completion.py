"""Completion in a shell: of a query's values from the store, and of words with colons in bash.

https://click.palletsprojects.com/en/stable/shell-completion/ describes the protocol.
"""

import os
import re
from collections.abc import Callable
from typing import Any, ClassVar

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

from citegraph.cli.library import store_of
from citegraph.errors import CitegraphError
from citegraph.store import Store
from citegraph.suggest import suggest

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[Any]]]
# What bash takes for syntax outside of quotation marks, and within double ones.
_SYNTAX = re.compile(r"[^\w@%+,./:=\-]")
_SYNTAX_QUOTED = re.compile(r'["$`\\]')
_TEMPLATE = """\
%(complete_func)s() {
    local response completion
    response=$(env COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" \
COMP_WORDBREAKS="$COMP_WORDBREAKS" %(complete_var)s=bash_complete "$1")
    COMPREPLY=()
    while IFS= read -r completion; do
        case "$completion" in
            dir,*) compopt -o dirnames ;;
            file,*) compopt -o default ;;
            plain,*) COMPREPLY+=("${completion#plain,}") ;;
        esac
    done <<< "$response"
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


def complete_value(kind: str) -> Completer:
    """What completes the values of one type of parameters."""

    def complete(
        ctx: click.Context, _: click.Parameter, incomplete: str
    ) -> list[CompletionItem[Any]]:
        try:
            with Store(store_of(ctx)).snapshot() as snapshot:
                found = suggest(snapshot, kind, incomplete)
        except CitegraphError:
            # There is no place for a message in the middle of a command line.
            return []
        return [CompletionItem(value, help=meaning or None) for value, meaning in found]

    return complete


class Bash(BashComplete):
    """bash, told of the line as it is written: it parts words at colons, which handles have."""

    name: ClassVar[str] = "bash"
    source_template: ClassVar[str] = _TEMPLATE

    def get_completion_args(self) -> tuple[list[str], str]:
        # The cursor is counted in bytes.
        line = os.environ["COMP_LINE"].encode()[: int(os.environ["COMP_POINT"])]
        self._quote, self._word, words = _split(line.decode(errors="ignore"))
        return words[1:-1], words[-1]

    def format_completion(self, item: CompletionItem[Any]) -> str:
        value = str(item.value)
        if self._quote == '"':
            value = _SYNTAX_QUOTED.sub(r"\\\g<0>", value)
        elif self._quote:
            value = value.replace("'", r"'\''")
        else:
            value = _SYNTAX.sub(r"\\\g<0>", value)
            breaks = "".join(c for c in ":=" if c in os.environ.get("COMP_WORDBREAKS", ""))
            typed = self._word.partition("=")[2] if self._word.startswith("--") else self._word
            # bash replaces only what follows the last of them.
            for _ in range(sum(c in breaks for c in typed)):
                value = re.split(f"[{breaks}]", value, maxsplit=1)[-1]
        return f"{item.type},{value}"


def _split(line: str) -> tuple[str, str, list[str]]:
    """The quotation mark that is open at the end, the last word as written, and all words."""
    words, written, quote, escaped = [""], [""], "", False
    for char in line:
        if not escaped and not quote and char.isspace():
            if written[-1]:
                words.append("")
                written.append("")
            continue
        written[-1] += char
        if escaped:
            words[-1] += char
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif char == quote:
            quote = ""
        elif not quote and char in "\"'":
            quote = char
        else:
            words[-1] += char
    return quote, written[-1], words


def register() -> None:
    """Make click use our bash."""
    add_completion_class(Bash)
