"""Who may change the store from a page."""

from typing import NamedTuple


class Access(NamedTuple):
    """What the one who asks for a page may do.

    `key` is what each form has to bring with it, so that no other site can send it in the visitor's
    name; empty for whoever may change nothing. `by_sign_in` says that whoever knows the token may.
    """

    key: str = ""
    by_sign_in: bool = False

    @property
    def may_change(self) -> bool:
        return bool(self.key)


NOBODY = Access()
