"""Taking a candidate out of what others are to judge: names in texts, names of files. Pure.

What is inside a file that was sent in is not touched: whoever chooses a script says of each file
whether it names the candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assessments.file_types import BY_MEDIA_TYPE

STAND_IN = "Candidate"
ASSESSOR = "Assessor"
SHORTEST = 2  # of a word that is taken for a name


def neutral_name(number: int, media_type: str) -> str:
    """What a file is called in place of its own name: "Evidence 1.pdf"."""
    kind = BY_MEDIA_TYPE.get(media_type)
    return f"Evidence {number}.{kind.extension}" if kind else f"Evidence {number}"


def without_names(text: str, names: Iterable[str], *, stand_in: str = STAND_IN) -> str:
    """The text with each of these names, numbers and addresses replaced by "Candidate", say.

    Names count as they are written and in capitals, so that "I will" stays where somebody is called
    Will; numbers and addresses in any case. Longer ones go first, so that a full name becomes one
    word; inside other words nothing is replaced.
    """
    wanted = {name.strip() for name in names if len(name.strip()) >= SHORTEST}
    if not wanted:
        return text
    longest_first = sorted(wanted, key=lambda name: (-len(name), name))
    either = "|".join(_pattern(name) for name in longest_first)
    return re.sub(rf"(?<!\w)(?:{either})(?!\w)", stand_in, text)


def _pattern(name: str) -> str:
    if name.isalpha() or " " in name:
        return "|".join(re.escape(written) for written in (name, name.upper()))
    return f"(?i:{re.escape(name)})"
