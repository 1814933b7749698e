"""How registries write codes, times, days, numbers and truths: types for the fields of native models.

Inside, a value is always canonical (an enum's member, UTC, a date); only the wire has the registry's
spelling. What does not spell a value is refused, for a guess here becomes a fact about a person.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic.annotated_handlers import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from hub.schemas.calendar import AMSTERDAM
from hub.schemas.identifiers import RegistryNumber


class Spelling:
    """How a registry writes a value; stands in ``Annotated``.

    ``read`` takes what stands on the wire or a canonical value, and gives the canonical value; it raises
    ValueError, with a snake_case reason where there is one. ``write`` gives what stands on the wire.
    """

    def __init__(self, read: Callable[[Any], Any], write: Callable[[Any], Any]) -> None:
        self._read = read
        self._write = write

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Canonical inside and in Python mode; the registry's spelling in JSON mode."""
        return core_schema.no_info_plain_validator_function(
            self._read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                self._write, when_used="json-unless-none"
            ),
        )


class Coded(Spelling):
    """A value that is written as a code, as in ``Annotated[Role, Coded({"VRB": Role.VERBALISANT})]``.

    The table names each value once. An unknown code is refused as ``unknown-code``, a value without a code
    likewise; neither is ever guessed.
    """

    def __init__(self, table: Mapping[str, object]) -> None:
        self.table = table
        self._codes = {value: code for code, value in table.items()}
        self._kinds = frozenset(map(type, self._codes))
        if len(self._codes) != len(table) or str in self._kinds:
            msg = "two codes for one value, or a value that could itself be a code"
            raise ValueError(msg)
        super().__init__(self._value, self._codes.__getitem__)

    def _value(self, given: object) -> object:
        # Our enums are strings, so that a member could pass for a code: the exact type decides.
        if type(given) in self._kinds:
            if given in self._codes:
                return given
        elif isinstance(given, str) and given in self.table:
            return self.table[given]
        msg = "unknown_code"
        raise ValueError(msg)


FIRST_YEAR = 1940
"""No record is older; a moment of the year 1025 is a digit gone wrong. Before 1937 Dutch time had seconds in
its offset, so that such a moment could not be written again either."""

_ISO_MOMENT = re.compile(
    r"(?:\d{4}-\d\d-\d\d|\d{8})(?:[T ][0-9:]+(?:[.,]\d+)?(?:Z|[+-]\d\d:?[0-5]\d)?)?", re.ASCII
)
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,6}")


def iso_moment(text: str) -> datetime:
    """A moment in ISO 8601: a calendar day, ``T`` or a blank, the time and its zone; naive without a zone.

    `datetime.fromisoformat` alone takes any character for the ``T``, a week for a day, and an offset of 70
    minutes: damage would be read as another moment.

    Raises:
        ValueError: not such a moment.
    """
    if not _ISO_MOMENT.fullmatch(text):
        msg = "not such a moment"
        raise ValueError(msg)
    return datetime.fromisoformat(text)


def iso_day(text: str) -> date:
    """A day as ``2016-03-01``, and neither ``20160301`` nor a week, which `date.fromisoformat` takes too.

    Raises:
        ValueError: not such a day.
    """
    if not _ISO_DAY.fullmatch(text):
        msg = "not such a day"
        raise ValueError(msg)
    return date.fromisoformat(text)


class TimeSpelling(Spelling):
    """A moment as the registry spells it: always with its zone; inside in UTC.

    ``precision``: in microseconds; what is finer is cut off. ``read`` gives an aware time or raises
    ValueError; the default is `iso_moment`.
    """

    def __init__(
        self,
        write: Callable[[datetime], str],
        read: Callable[[str], datetime] = iso_moment,
        *,
        precision: int = 1_000_000,
    ) -> None:
        self._from_text = read
        self._precision = precision
        super().__init__(self._moment, write)

    def _moment(self, given: object) -> datetime:
        # pydantic's own datetime also takes numbers, as seconds since 1970: damage would become a date.
        if isinstance(given, str):
            given = self._from_text(given)
        if not isinstance(given, datetime):
            msg = "not_a_time"
            raise ValueError(msg)  # noqa: TRY004 - pydantic makes a refusal of a ValueError only
        if given.tzinfo is None:
            msg = "naive_time"
            raise ValueError(msg)
        if not FIRST_YEAR <= given.year < date.max.year - 1:  # so that it exists in every zone
            msg = "not_a_time"
            raise ValueError(msg)
        moment = given.astimezone(UTC)
        finer = moment.microsecond % self._precision
        return moment.replace(microsecond=moment.microsecond - finer) if finer else moment


class DaySpelling(Spelling):
    """A calendar day as the registry spells it. ``read`` raises ValueError on anything else."""

    def __init__(self, write: Callable[[date], str], read: Callable[[str], date]) -> None:
        self._from_text = read
        super().__init__(self._day, write)

    def _day(self, given: object) -> date:
        if isinstance(given, str):
            return self._from_text(given)
        if type(given) is date:
            return given
        msg = "not_a_day"
        raise ValueError(msg)


class OwnNumber(Spelling):
    """A person's number in this registry, as in ``Annotated[RegistryNumber | None, OwnNumber("bvh")]``.

    A number of another scope is not this format's to carry: it is left out.
    """

    def __init__(self, scope: str) -> None:
        self._scope = scope
        super().__init__(self._number, lambda number: number.value)

    def _number(self, given: object) -> RegistryNumber | None:
        if isinstance(given, RegistryNumber):
            return given if given.scope == self._scope else None
        if given is None:
            return None
        if not isinstance(given, str) or not 1 <= len(given) <= 64:
            msg = "not_a_number_of_the_registry"
            raise ValueError(msg)
        return RegistryNumber(scope=self._scope, value=given)


class HouseNumber(Spelling):
    """A person's number in one house's installation, which it names: ``VH22-P0001234`` is in ``gcos:VH22``.

    A number of another registry is not this format's to carry: it is left out.
    """

    def __init__(self, registry: str, separator: str) -> None:
        self._registry = registry
        self._scope = re.compile(rf"{registry}:VH[0-9]{{2}}")
        self._spelt = re.compile(rf"(VH[0-9]{{2}}){re.escape(separator)}(.{{1,64}})", re.DOTALL)
        super().__init__(
            self._number,
            lambda number: f"{number.scope.removeprefix(f'{registry}:')}{separator}{number.value}",
        )

    def _number(self, given: object) -> RegistryNumber | None:
        if given is None:
            return None
        if isinstance(given, RegistryNumber):
            return given if self._scope.fullmatch(given.scope) else None
        match = self._spelt.fullmatch(given) if isinstance(given, str) else None
        if match is None:
            msg = f"not_a_{self._registry}_number"
            raise ValueError(msg)
        return RegistryNumber(scope=f"{self._registry}:{match[1]}", value=match[2])


def _zulu(timespec: str) -> Callable[[datetime], str]:
    return lambda moment: moment.isoformat(timespec=timespec).replace("+00:00", "Z")


LocalSeconds = Annotated[datetime, TimeSpelling(lambda moment: moment.astimezone(AMSTERDAM).isoformat())]
"""``2016-03-01T13:00:00+01:00``: Dutch wall time with its offset."""

Seconds = Annotated[datetime, TimeSpelling(_zulu("seconds"))]
"""``2016-03-01T12:00:00Z``."""

Millis = Annotated[datetime, TimeSpelling(_zulu("milliseconds"), precision=1_000)]
"""``2016-03-01T12:00:00.000Z``."""

IsoDay = Annotated[date, DaySpelling(date.isoformat, iso_day)]
"""``2016-03-01``."""

YesNo = Annotated[bool, Coded({"J": True, "N": False})]
"""``J`` or ``N``."""


def _digits(given: object) -> object:
    # pydantic also takes 1_0, +5 and a 5 between blanks or with a point after it for a number.
    if isinstance(given, str):
        if not _DIGITS.fullmatch(given):
            msg = "not digits only"
            raise ValueError(msg)
        return int(given)
    return given


Number = Annotated[int, BeforeValidator(_digits), Field(ge=0, le=999_999)]
"""A version or rank, in XML: at most six digits, and nothing else."""

JsonNumber = Annotated[int, Field(ge=0, le=999_999, strict=True)]
"""The same in JSON: a number, and neither a text nor ``true``."""

many = BeforeValidator(lambda given: given if isinstance(given, list | tuple) else (given,))
"""``Annotated[tuple[Offence, ...], many]``: an XML element that may repeat; one element is a tuple of one."""
