"""Checks of the suite: what is about a person stays in the payload.

The persons are canaries: made up, with numbers of the test range that stand nowhere else in the message.
"""

import contextlib
import io
import logging
import traceback
import warnings
from collections.abc import Iterator

from hypothesis import strategies as st

from hub.errors import InputError
from hub.kit.natives import Wish
from hub.kit.trial import Breach, Trial
from hub.schemas.identifiers import passes_elfproef
from hub.schemas.observation import Observation, event_id

CANARY = "KANARIE-999990019"
_TELLING = 6
"""Characters from which on a text can be told from chance."""


def no_person_in_attributes(trial: Trial) -> None:
    """Neither record nor version, from which id and attributes are made, tells who or which case it is."""
    drawn, adapter = trial.message(Wish(plain_record=True)), trial.fresh()
    for one in trial.read(drawn.body, drawn.kind, adapter):
        attributes = {
            "record": one.record,
            "version": str(one.version),
            "source": adapter.source,
            "id": str(event_id(adapter.source, one.record, one.version)),
        }
        for name, text in attributes.items():
            told = any(value in text for value in _numbers(one))
            if told or (name != "id" and _is_bsn(text)):
                raise Breach(drawn.kind, "is or holds a number of the person or the case", at=name)


def no_person_in_refusal(trial: Trial) -> None:
    """Neither a refusal nor its causes hold what stood in the message."""
    drawn = trial.message()
    for leaf in trial.form.leaves(drawn.body):
        refused = trial.refusal(leaf.put(CANARY))
        if refused is not None and CANARY in told_by(refused):
            place = f"{drawn.kind}: {'.'.join(leaf.path)}"
            raise Breach(place, f"the refusal {refused.code} quotes the message")
    cut = trial.draw(st.integers(0, len(drawn.body) - 1))
    refused = trial.refusal(drawn.body[:cut])
    if refused is not None and any(number in told_by(refused) for number in _numbers(drawn.observation)):
        raise Breach(drawn.kind, f"the refusal {refused.code} quotes the message", at=f"cut at byte {cut}")


def no_person_in_log(trial: Trial) -> None:
    """Reading and writing leaves nothing of a message in logs, warnings, on stdout or stderr."""
    drawn, adapter = trial.message(), trial.fresh()
    leaf = next(iter(trial.form.leaves(drawn.body)))
    with _overheard() as heard:
        for body in (drawn.body, leaf.put(CANARY), drawn.body[:-2]):
            with contextlib.suppress(InputError):
                adapter.parse(body)
        with contextlib.suppress(InputError):
            adapter.render(drawn.observation)
    text = heard.getvalue()
    if CANARY in text or any(number in text for number in _numbers(drawn.observation)):
        raise Breach(drawn.kind, "logs or prints what stands in a message")


def told_by(error: BaseException) -> str:
    """All that an error, its notes and its causes could tell whoever prints or stores them."""
    told: list[str] = []
    chain: list[BaseException | None] = [error]
    while chain:
        one = chain.pop()
        if one is not None:
            # Without the lines of a traceback: they are source, hold nothing of a message, and cost the most.
            told += [*traceback.format_exception_only(one), repr(one), repr(one.args), repr(vars(one))]
            chain += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
    return "".join(told)


def _numbers(observation: Observation) -> list[str]:
    keys = observation.person.keys() + (observation.case.keys() if observation.case else ())
    names = [observation.person.surname, observation.person.given_names]
    return [value for value in (*(value for _, value in keys), *names) if len(value) >= _TELLING]


def _is_bsn(text: str) -> bool:
    return len(text) == 9 and text.isascii() and text.isdigit() and passes_elfproef(text)


@contextlib.contextmanager
def _overheard() -> Iterator[io.StringIO]:
    """All that is logged at any level, warned about or printed meanwhile."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with (
            warnings.catch_warnings(record=True) as warned,
            contextlib.redirect_stdout(heard),
            contextlib.redirect_stderr(heard),
        ):
            warnings.simplefilter("always")
            yield heard
            heard.writelines(str(one.message) for one in warned)
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
