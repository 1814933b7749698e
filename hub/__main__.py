"""``ketenhub`` and ``python -m hub``: runs the command line and turns errors into exit codes."""

import gc
import sys

# Loading makes hundreds of models, of which none is garbage: a collector that walks through them again and
# again takes a third of a start. What is loaded stays, so later collections need not look at it either.
gc.disable()
from hub.cli import app  # noqa: E402 - see above
from hub.cli.output import exit_code, explain  # noqa: E402 - likewise

gc.freeze()
gc.enable()


def main() -> None:
    """Run the command line. Exit codes: see the README; 70 is a defect of ours."""
    try:
        app()
    except Exception as error:  # noqa: BLE001 - the outermost frame: an exit code instead of a traceback with values
        explain(error)
        sys.exit(exit_code(error))


if __name__ == "__main__":
    main()
