"""The figures of a proof, kept until the end of the run: under xdist what a test prints is swallowed."""

import fcntl
import json
import os
import sys
from pathlib import Path

FILE = Path(__file__).parents[2] / "build" / "reliability.ndjson"


def report(proof: str, **figures: object) -> None:
    """Add a line of figures; ``python -m tests.support.figures`` prints and forgets them."""
    FILE.parent.mkdir(exist_ok=True)
    line = json.dumps({"proof": proof, **figures})
    with FILE.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(line + "\n")
    print(line)  # noqa: T201 - for whoever runs one proof with -s


def main() -> None:
    """Print all figures that were reported since the last time."""
    try:
        lines = FILE.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        figures = json.loads(line)
        proof = figures.pop("proof")
        words = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
        sys.stdout.write(f"{proof}: {words}{os.linesep}")
    FILE.unlink()


if __name__ == "__main__":
    main()
