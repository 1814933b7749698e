"""Checks of the suite: what is damaged, cut off, hostile or too large is refused with its place."""

from hypothesis import strategies as st

from hub.adapters.base import MAX_NATIVE_BYTES
from hub.errors import InputError, OversizeError
from hub.kit.difference import difference
from hub.kit.natives import Wish
from hub.kit.trial import Breach, Trial
from hub.schemas.codec import MAX_BYTES, encode
from hub.schemas.observation import Observation

_LAST = 3
"""Bytes at the end that are cut off one by one: what completes a message is there."""


def damage_never_crashes(trial: Trial) -> None:
    """Bytes cut off, flipped, deleted or doubled are refused, or what is left is a whole message."""
    drawn = trial.message()
    body = drawn.body
    for _ in range(trial.draw(st.integers(1, 3))):
        start = trial.draw(st.integers(0, len(body)))
        end = trial.draw(st.sampled_from([start, start + 1, start + 7, len(body)]))
        body = body[:start] + trial.draw(st.binary(max_size=3) | st.just(body[start:end] * 2)) + body[end:]
    try:
        read = trial.fresh().parse(body)
    except InputError:
        return
    if not all(type(one) is Observation for one in read):
        raise Breach(drawn.kind, "a damaged message gives something that is no observation")


def truncation_refused(trial: Trial) -> None:
    """A message that lost its end is refused, with the place where it ends."""
    drawn = trial.message()
    whole = len(drawn.body)
    cuts = [trial.draw(st.integers(0, whole - 1)), *range(max(0, whole - _LAST), whole)]
    for cut in cuts:
        if not drawn.body[cut:].strip():
            continue  # only blanks or a line end are lost
        refused = trial.refusal(drawn.body[:cut])
        if refused is None:
            raise Breach(drawn.kind, "a message without its end is taken", at=f"cut at byte {cut} of {whole}")
        _placed(refused, f"{drawn.kind}, cut at byte {cut} of {whole}")


def garbage_refused(trial: Trial) -> None:
    """What is no message, or made to do harm, is refused with its place."""
    corpus = [(one.place, one.body) for one in trial.form.hostile()]
    corpus += [("nothing", b""), ("a zero", b"\0"), ("blanks", b" \r\n"), ("not UTF-8", b"\xff\xfe\xfa")]
    corpus.append(("random bytes", trial.draw(st.binary(max_size=200))))
    for name, body in corpus:
        refused = trial.refusal(body)
        if refused is None:
            raise Breach(name, "is taken for a message")
        _placed(refused, name)


def oversize_refused(trial: Trial) -> None:
    """What is larger than the bound is refused for that, whatever it holds."""
    drawn = trial.message()
    padded = drawn.body + b" " * (MAX_NATIVE_BYTES + 1 - len(drawn.body))
    for name, body in (("zeros", bytes(MAX_NATIVE_BYTES + 1)), (f"{drawn.kind} and blanks", padded)):
        refused = trial.refusal(body)
        if not isinstance(refused, OversizeError) or refused.field != f"byte:{MAX_NATIVE_BYTES}":
            raise Breach(name, f"{MAX_NATIVE_BYTES + 1} bytes are not refused as too large")


def event_fits_or_is_refused(trial: Trial) -> None:
    """Texts as long as they may be arrive whole; an event beyond the bound is refused, never cut to fit."""
    drawn = trial.message(Wish(full=True, long=True))
    read = trial.read(drawn.body, drawn.kind)
    expected = (drawn.observation,)
    if read != expected:
        raise Breach(drawn.kind, f"not what was sent, with the longest texts: {difference(read, expected)}")
    for observation in read:
        try:
            size = len(encode(observation.data))
        except OversizeError:
            continue
        if size > MAX_BYTES:
            raise Breach(drawn.kind, f"an event of {size} bytes; at most {MAX_BYTES}")


def _placed(refused: InputError, name: str) -> None:
    if not refused.field:
        raise Breach(name, f"is refused as {refused.code} without a place")
