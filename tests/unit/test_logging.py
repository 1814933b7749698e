"""What is logged: what is exceptional, on stderr, and nothing that a library says of a record."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from hub.logging_setup import configure_logging, tame_libraries

Lines = Callable[[], list[dict[str, Any]]]

SECRET = "Zoë Kwetsbaar 999990019"  # noqa: S105 - stands for a person, not for a password


def fail(error: Exception) -> None:
    """Raise it."""
    raise error


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Put the logging of the process back."""
    root, disabled = logging.getLogger(), logging.root.manager.disable
    handlers, level = root.handlers, root.level
    coordinator = logging.getLogger("aiokafka.consumer.group_coordinator")
    yield
    root.handlers = handlers
    root.setLevel(level)
    coordinator.setLevel(logging.NOTSET)
    logging.disable(disabled)
    structlog.reset_defaults()


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Lines:
    """Gives the lines logged so far, parsed; nothing may have come to stdout."""
    configure_logging(json=True)
    tame_libraries()

    def read() -> list[dict[str, Any]]:
        out, err = capfd.readouterr()
        assert out == ""
        assert SECRET not in err
        assert "Kwetsbaar" not in err
        return [json.loads(line) for line in err.splitlines()]

    return read


def test_what_a_library_formats_itself_is_not_shown(lines: Lines) -> None:
    """A text that was put together before it was logged may hold a record: only its place is logged."""
    logging.getLogger("aiokafka.fetcher").warning(f"cannot read {SECRET}")  # noqa: G004 - as they do

    (line,) = lines()
    assert line["place"].startswith("aiokafka.fetcher:")
    assert (line["event"], line["level"], line["text"]) == ("library", "warning", None)


def test_of_a_librarys_format_the_fixed_part_is_shown(lines: Lines) -> None:
    """A format is shown without its arguments."""
    logging.getLogger("faust.worker").error("cannot decode %r of %s", SECRET, SECRET)

    (line,) = lines()
    assert (line["level"], line["text"]) == ("error", "cannot decode %r of %s")


def test_of_a_librarys_exception_the_class_is_shown(lines: Lines) -> None:
    """A traceback quotes what it failed at: the class of the exception is all that is logged."""
    try:
        fail(ValueError(SECRET))
    except ValueError:
        logging.getLogger("faust.agents").exception("agent raised: %r", SECRET)

    (line,) = lines()
    assert line["error"] == "ValueError"


def test_what_is_not_even_a_text_is_not_shown(lines: Lines) -> None:
    """A library may log any object, an exception for instance."""
    logging.getLogger("mode.services").error(ValueError(SECRET))
    logging.getLogger("mode.services").error({"record": SECRET})

    assert [line["text"] for line in lines()] == [None, None]


def test_what_is_normal_is_not_logged(lines: Lines) -> None:
    """Information and less from libraries is not for the log of a worker."""
    logging.getLogger("aiokafka").setLevel(logging.DEBUG)
    logging.getLogger("aiokafka").info("joined group %s", "g")
    logging.getLogger("aiokafka").debug("fetched")
    logging.getLogger("aiokafka.consumer.group_coordinator").error("no coordinator yet")

    assert lines() == []


def test_our_own_exceptions_are_logged_by_class(lines: Lines) -> None:
    """What we log with an exception has its class, and neither its text nor its traceback."""
    try:
        fail(KeyError(SECRET))
    except KeyError:
        structlog.get_logger().warning("left-without-goodbye", exc_info=True)
    structlog.get_logger().error("ended", exc_info=ValueError(SECRET))

    found = lines()
    assert [(line["event"], line["error"]) for line in found] == [
        ("left-without-goodbye", "KeyError"),
        ("ended", "ValueError"),
    ]
    assert all("Traceback" not in json.dumps(line) for line in found)
