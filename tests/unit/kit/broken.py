"""A registry that holds every rule, and what breaks when one thing in its adapter is wrong."""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

import orjson
from pydantic import Field

from hub.adapters.base import MAX_NATIVE_BYTES
from hub.adapters.mapped import JsonAdapter, events
from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, JsonNumber, LocalSeconds, OwnNumber, TimeSpelling
from hub.errors import InputError, MappingError, NativeFormatError
from hub.schemas.base import HouseId, PartnerId, Ref, Text
from hub.schemas.events import HouseAdvicePrepared, PersonMarked, PlanShared
from hub.schemas.identifiers import Bsn, BvhNumber, PersonIds, RegistryNumber
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import MarkingOrigin, Role

ROL = {"huis": Role.ADMINISTRATIE_HUIS, "systeem": Role.SYSTEEM}
HERKOMST = {"maatwerk": MarkingOrigin.CASUS_OP_MAAT, "topX": MarkingOrigin.TOP_X}
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Persoon(Native):
    """Who."""

    bsn: Bsn | None = None
    registry: Annotated[RegistryNumber | None, OwnNumber("heel")] = Field(None, alias="nummer")


class Zaak(Native):
    """Which case."""

    bvh: BvhNumber | None = Field(None, alias="pv")


class Kop(Head):
    """What precedes every message."""

    record: Ref = Field(alias="kenmerk")
    version: JsonNumber = Field(alias="versie")
    occurred_at: LocalSeconds = Field(alias="tijdstip")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="rol")
    person: Persoon = Field(Persoon(), alias="persoon")
    case: Zaak | None = Field(None, alias="zaak")


class Markering(Body):
    """A house marked somebody."""

    event: ClassVar = PersonMarked
    house: HouseId = Field(alias="huis")
    marking: Ref = Field(alias="nummer")
    origin: Annotated[MarkingOrigin, Coded(HERKOMST)] = Field(alias="herkomst")
    valid_from: LocalSeconds = Field(alias="vanaf")
    registered_at: LocalSeconds = Field(alias="ingevoerd")


class Advies(Body):
    """A house's advice."""

    event: ClassVar = HouseAdvicePrepared
    house: HouseId = Field(alias="huis")
    version: JsonNumber = Field(alias="versie")
    indicated: Text = Field("", alias="wel")
    contra_indicated: Text = Field("", alias="niet")
    scenario: Text = ""
    advised_at: LocalSeconds = Field(alias="opgesteld")


class Plan(Body):
    """What the register is told: another house's plan."""

    event: ClassVar = PlanShared
    house: HouseId | None = Field(None, alias="huis")
    plan_reference: Ref | None = Field(None, alias="planNummer")
    casusregie: PartnerId | None = None
    summary: Text = Field("", alias="samenvatting")


class Whole(JsonAdapter):
    """Holds every rule."""

    registry = "heel"
    version = "1"
    source = "urn:nld:oin:00000099000000990000:systeem:heel"
    format_key, format, kind_key, body_key = "formaat", "heel/1", "soort", "inhoud"
    head: ClassVar[type[Head]] = Kop
    bodies: ClassVar = {"markering": Markering, "advies": Advies, "plan": Plan}
    carries = events(bodies)

    def retried(self, body: bytes, code: str, mend: Callable[[Any, str], None]) -> tuple[Observation, ...]:
        """Parse; if it is refused with this code, mend the last group of the refused path and try again."""
        for _ in range(20):
            try:
                return super().parse(body)
            except InputError as error:
                if error.code != code:
                    raise
                document = orjson.loads(body)
                *groups, last = error.field.split(".")
                at = document
                for name in groups:
                    at = at[name]
                mend(at, last)
                body = orjson.dumps(document)
        return super().parse(body)


class Stateful(Whole):
    """Takes a message without a person to be about the last one."""

    def __init__(self) -> None:
        self._last = PersonIds()

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        (read,) = super().parse(body)
        if read.person.keys():
            self._last = read.person
        return (read.model_copy(update={"person": self._last}),)


class GuessesCodes(Whole):
    """Takes an unknown code for the first of its table."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        first = {"rol": "huis", "herkomst": "maatwerk"}
        return self.retried(body, "unknown-code", lambda group, name: group.update({name: first[name]}))


class SwallowsFields(Whole):
    """Passes over what it does not know."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        return self.retried(body, "unknown-field", lambda group, name: group.pop(name))


class NaiveIsUtc(Whole):
    """Takes a time without a zone for UTC."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        return self.retried(body, "naive-time", lambda group, name: group.update({name: group[name] + "Z"}))


class GuessesNumbers(Whole):
    """Takes what is no version for the seventh."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""

        def seventh(group: Any, name: str) -> None:  # noqa: ANN401 - any JSON
            if name != "versie":
                raise MappingError("malformed-value", field=name)
            group[name] = 777_777

        return self.retried(body, "malformed-value", seventh)


class TakesHalf(Whole):
    """Completes a message that lost its end."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        for end in (b"", b"}", b"}}"):
            try:
                return super().parse(body + end)
            except NativeFormatError as error:
                refusal = error
        raise refusal


def _wall_clock(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is None else moment.replace(tzinfo=AMSTERDAM)


WallClock = Annotated[
    datetime, TimeSpelling(lambda moment: moment.astimezone(AMSTERDAM).isoformat(), _wall_clock)
]


class WallClockKop(Kop):
    """Reads the hands of the clock and not the offset beside them."""

    occurred_at: WallClock = Field(alias="tijdstip")


class ForgetsOffsets(Whole):
    """Takes the second 02:30 of an October night for the first."""

    head = WallClockKop


class BsnKop(Kop):
    """The registry's key is whom it is about."""

    record: Bsn = Field(alias="kenmerk")


class PersonInRecord(Whole):
    """Takes a person's number for the message's key."""

    head = BsnKop


class Quotes(Whole):
    """Explains a refusal by what stood there."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        try:
            return super().parse(body)
        except MappingError as error:
            raise MappingError(error.code, field=error.field, hint=body.decode()) from None


class QuotesInCause(Whole):
    """Explains nothing, but its cause does."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        try:
            return super().parse(body)
        except MappingError as error:
            raise MappingError(error.code, field=error.field) from ValueError(body)


class Logs(Whole):
    """Writes down what it read."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        logging.getLogger(__name__).debug("read %s", body)
        return super().parse(body)


class Prints(Whole):
    """Writes to the screen what it renders."""

    def render(self, observation: Observation) -> bytes:
        """As it should not."""
        print(observation)  # noqa: T201
        return super().render(observation)


class CutsTexts(Whole):
    """Keeps the first thousand characters of a text."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        (read,) = super().parse(body)
        texts = {name: text[:1000] for name, text in vars(read.data).items() if type(text) is str}
        return (read.model_copy(update={"data": read.data.model_copy(update=texts)}),)


class ReadsTheFirstMegabyte(Whole):
    """Looks only at so much as it may read."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        return super().parse(body[:MAX_NATIVE_BYTES])


class NamesByBytes(Whole):
    """Gives a message the hash of its bytes for a key."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        (read,) = super().parse(body)
        return (read.model_copy(update={"record": sha256(body).hexdigest()[:32]}),)


class Counts(Whole):
    """Writes each message a blank longer."""

    def __init__(self) -> None:
        self._written = 0

    def render(self, observation: Observation) -> bytes:
        """As it should not."""
        self._written += 1
        return super().render(observation) + b" " * (self._written - 1)


class ShortensIds(Whole):
    """Has room for 35 characters where the hub's ids have 36."""

    def render(self, observation: Observation) -> bytes:
        """As it should not."""
        record = observation.record
        cut = record[:35] if len(record) == 36 and record.count("-") == 4 else record
        return super().render(observation.model_copy(update={"record": cut}))


class SwapsTimes(Whole):
    """Writes the time of entry where the marking begins."""

    def render(self, observation: Observation) -> bytes:
        """As it should not."""
        data = observation.data
        if isinstance(data, PersonMarked):
            swapped = {"valid_from": data.registered_at, "registered_at": data.valid_from}
            data = data.model_copy(update=swapped)
        return super().render(observation.model_copy(update={"data": data}))


class WritesAnything(Whole):
    """Has an empty message for what it has no message for."""

    def render(self, observation: Observation) -> bytes:
        """As it should not."""
        return super().render(observation) if type(observation.data) in self.carries else b"{}"


class Crashes(Whole):
    """Knows only one way to fail."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        try:
            return super().parse(body)
        except NativeFormatError as error:
            if error.code != "malformed-json":
                raise
        raise IndexError


class SaysNotWhere(Whole):
    """Refuses without a place."""

    def parse(self, body: bytes) -> tuple[Observation, ...]:
        """As it should not."""
        try:
            return super().parse(body)
        except NativeFormatError as error:
            raise type(error)(error.code) from None
