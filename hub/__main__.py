"""``ketenhub`` and ``python -m hub``: runs the command line and turns errors into exit codes."""

import sys

from hub.cli import app
from hub.cli.output import exit_code, explain


def main() -> None:
    """Run the command line. Exit codes: see the README; 70 is a defect of ours."""
    try:
        app()
    except Exception as error:  # noqa: BLE001 - the outermost frame: an exit code instead of a traceback with values
        explain(error)
        sys.exit(exit_code(error))


if __name__ == "__main__":
    main()
