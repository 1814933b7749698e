"""Logging: structured lines on stderr, never on stdout (that is for data), never with personal data.

Log what is exceptional; a normal event logs nothing. Exceptions are logged by class and place only: the text
of an exception from a library may quote its input, and its input may be a person.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog


def _drop_exception_text(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace an exception by its class: tracebacks of pydantic, lxml and SQL carry values."""
    exc = event.pop("exc_info", None)
    if exc is True:
        exc = sys.exc_info()[1]
    if isinstance(exc, tuple):
        exc = exc[1]
    if isinstance(exc, BaseException):
        event["error"] = type(exc).__name__
    return event


class _Structured(logging.Handler):
    """Hands on what libraries log: where and how grave, and the text only where it is a fixed one.

    A formatted text may quote a record, and a record may be a person's.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Log it our way."""
        fixed = isinstance(record.msg, str) and "%" in record.msg and record.args
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        structlog.get_logger().log(
            record.levelno,
            "library",
            place=f"{record.name}:{record.lineno}",
            text=record.msg if fixed else None,
            error=error,
        )


def tame_libraries() -> None:
    """Let the libraries' own logging go through ours, from warnings on. For long-running processes."""
    logging.disable(logging.INFO)
    # It logs an error for each try while a new cluster has no coordinator yet; the health says so better.
    logging.getLogger("aiokafka.consumer.group_coordinator").setLevel(logging.CRITICAL)
    root = logging.getLogger()
    root.handlers = [_Structured()]


def configure_logging(*, verbose: bool = False, json: bool = False) -> None:
    """Send structured logs to stderr: JSON lines, or aligned text for people."""
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    if json:
        renderer = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _drop_exception_text,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.WARNING),
        # Asked at each line, for whoever calls us may put another stderr in its place, and close it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
