#!/usr/bin/env python3
"""The one door: start the site, run the tests, the checks, a worker or the benchmark.

This file is kept readable by any Python, so that an old one is refused in words. What it does is
in `launcher/`, which uses the standard library only.
"""

import sys

OLDEST = (3, 11)


def refusal(version):
    """What to say to a Python that is too old; an empty text for one that will do."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    return "PMA Training needs Python %d.%d or newer; this is Python %d.%d." % (
        OLDEST + tuple(version[:2])
    )


if __name__ == "__main__":
    if refusal(sys.version_info):
        sys.exit(refusal(sys.version_info))
    from launcher.commands import main

    sys.exit(main(sys.argv[1:]))
