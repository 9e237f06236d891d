"""The keys of a bench, as its buttons and its list of keys name them. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a bench: what is on it, what it does (`data-do`), and in words, short and long.

    One that names nothing to do has its button elsewhere on the page.
    """

    caps: tuple[str, ...]
    meaning: str
    do: str = ""
    word: str = ""
    between: str = " "


NEXT_CRITERION = Key(("j",), "Next criterion", "next", "next")
PREVIOUS_CRITERION = Key(("k",), "Previous criterion", "previous", "previous")
KEYS_HELP = Key(("?",), "This list", "help", "keys")
NEXT_IN_QUEUE = Key(("n",), "Next in the queue")


def marking_keys(*, is_marked: bool) -> tuple[Key, ...]:
    """The keys of a mark sheet: digits where there are marks, letters where there are none."""
    judging = (
        (
            Key(
                ("0", "9"),
                "Start a mark; Enter goes on to the next criterion",
                "mark",
                "mark",
                between="–",
            ),
        )
        if is_marked
        else (
            Key(("p",), "Met, and on to the next criterion"),
            Key(("r",), "Not yet met, and on to its feedback"),
        )
    )
    return (
        NEXT_CRITERION,
        PREVIOUS_CRITERION,
        *judging,
        Key(("c",), "Feedback; Escape leaves the field", "comment", "feedback"),
        Key(
            ("/",),
            "Phrases: type to find one, Enter copies it into the feedback",
            "phrases",
            "phrases",
        ),
        Key(("Ctrl", "↵"), "Finish"),
        NEXT_IN_QUEUE,
        KEYS_HELP,
    )
