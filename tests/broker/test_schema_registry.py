"""The framer beside a real schema registry: Apicurio's own application, by Confluent's interface.

What the registry holds is read here with a plain HTTP client, and what the hub wrote with Apache's Avro
library, as a recipient would.
"""

import io
import json
import re
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import avro.io
import avro.schema
import pytest

from deploy.local.apicurio import POM, VERSION, LocalApicurio, obstacle, program
from hub.engine.schema_registry import Enrolment, RegistryFramer, enrol, open_framer
from hub.engine.schema_registry_http import SchemaRegistry
from hub.errors import (
    ConfigurationError,
    SchemaIncompatibleError,
    UnknownSchemaError,
    UnreachableError,
)
from hub.schemas.codec import Committed, decode, encode, read_committed
from hub.schemas.events import EVENTS, PersonMarked
from hub.schemas.framing import to_confluent
from tests.support.events import sample
from tests.support.servers import absent

COMMITTED = read_committed()
VERSION_OF_MARKED = PersonMarked.schema_version
MARKED = next(one for one in COMMITTED if (one.kind, one.version) == (PersonMarked.kind, VERSION_OF_MARKED))
SUBJECT = "nl.strafrechtketen.PersonMarked"
VALUE = encode(sample(PersonMarked))


@contextmanager
def served(*, read_only: bool = False) -> Iterator[LocalApicurio]:
    """A registry that is empty; where it cannot be had, the test is skipped, or fails if it should be had."""
    if reason := obstacle():
        pytest.skip(f"no schema registry here: {reason}")
    try:
        program()
    except UnreachableError as error:
        absent("schema registry", str(error))
    with LocalApicurio(read_only=read_only) as registry:
        yield registry


@pytest.fixture(scope="module")
def registry() -> Iterator[LocalApicurio]:
    """The registry that the tests of this module share."""
    with served() as one:
        yield one


@pytest.fixture
def empty() -> Iterator[LocalApicurio]:
    """A registry of the test's own."""
    with served() as one:
        yield one


@pytest.fixture
def unmarked(registry: LocalApicurio) -> LocalApicurio:
    """The shared one, without the subject of the sample and what was said of it."""
    if SUBJECT in ask(registry, "/subjects"):
        ask(registry, f"/subjects/{SUBJECT}", method="DELETE")
        ask(registry, f"/subjects/{SUBJECT}?permanent=true", method="DELETE")
    return registry


def ask(registry: LocalApicurio, path: str, body: dict[str, str] | None = None, method: str = "GET") -> Any:  # noqa: ANN401 - JSON
    """An answer of the registry, by a client that knows nothing of the hub."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        registry.url + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/vnd.schemaregistry.v1+json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the same
        return json.load(answer)


def evolved(**changes: Any) -> Committed:  # noqa: ANN401 - parts of a JSON document
    """A later version of the sample's schema."""
    return Committed(MARKED.kind, VERSION_OF_MARKED + 1, json.dumps(json.loads(MARKED.text) | changes))


def enrolled(registry: LocalApicurio, *schemas: Committed) -> Enrolment:
    """What comes of enrolling these schemas."""
    with closing(SchemaRegistry(registry.url)) as client:
        return enrol(client, schemas, register=True)


def test_a_recipient_reads_what_goes_out(registry: LocalApicurio) -> None:
    """Each event: a zero, an id, and Avro that a stock reader reads with the schema that the registry has."""
    framer = open_framer(registry.url)

    for event in EVENTS:
        wire = framer.out(encode(sample(event)))
        assert wire[0] == 0
        text = ask(registry, f"/schemas/ids/{int.from_bytes(wire[1:5], 'big')}")["schema"]
        found = avro.io.DatumReader(avro.schema.parse(text)).read(avro.io.BinaryDecoder(io.BytesIO(wire[5:])))
        assert event.model_validate(found) == sample(event)
        assert decode(framer.into(wire)) == sample(event)


def test_the_registry_holds_our_schemas_and_guards_them(registry: LocalApicurio) -> None:
    """A subject for each record, all its versions, FULL_TRANSITIVE; a second start changes nothing."""
    first = open_framer(registry.url)
    versions = Counter(f"nl.strafrechtketen.{json.loads(one.text)['name']}" for one in COMMITTED)

    again = open_framer(registry.url, register=False)

    assert isinstance(again, RegistryFramer)
    assert again.remarks == ()
    assert again.out(VALUE) == first.out(VALUE)
    assert versions.keys() <= set(ask(registry, "/subjects"))
    for subject, count in versions.items():
        assert ask(registry, f"/subjects/{subject}/versions") == list(range(1, count + 1))
        assert ask(registry, f"/config/{subject}") == {"compatibilityLevel": "FULL_TRANSITIVE"}


def test_hubs_that_start_at_once_agree(empty: LocalApicurio) -> None:
    """Four processes' worth of enrolling on an empty registry: nobody fails, and all have the same ids."""
    with ThreadPoolExecutor(4) as pool:
        framers = list(pool.map(open_framer, [empty.url] * 4))

    values = [encode(sample(event)) for event in EVENTS]
    assert len({tuple(framer.out(value) for value in values) for framer in framers}) == 1


def test_what_the_contract_allows_the_registry_allows(unmarked: LocalApicurio) -> None:
    """A later version with one symbol and one optional field more is accepted, and has an id of its own."""
    fields = json.loads(MARKED.text)["fields"]
    enum = next(field["type"] for field in fields if field["name"] == "origin")
    enum["symbols"].append("NIEUW")
    fields.append({"name": "later", "type": ["null", "string"], "default": None})

    found = enrolled(unmarked, MARKED, evolved(fields=fields))

    assert len(set(found.ids.values())) == 2
    assert ask(unmarked, f"/subjects/{SUBJECT}/versions") == [1, 2]


def test_what_breaks_old_readers_the_registry_refuses(unmarked: LocalApicurio) -> None:
    """A field without a default cannot be read from old values: the hub does not start with such a schema."""
    fields = [*json.loads(MARKED.text)["fields"], {"name": "later", "type": "string"}]

    with pytest.raises(SchemaIncompatibleError, match=SUBJECT):
        enrolled(unmarked, MARKED, evolved(fields=fields))

    assert ask(unmarked, f"/subjects/{SUBJECT}/versions") == [1]


def test_a_level_that_somebody_chose_stands(unmarked: LocalApicurio) -> None:
    """The hub says that it expects another, and leaves it."""
    ask(unmarked, f"/config/{SUBJECT}", {"compatibility": "BACKWARD"}, "PUT")

    found = enrolled(unmarked, MARKED)

    assert found.remarks == ("compatibility of 1 subjects is BACKWARD; the hub expects FULL_TRANSITIVE",)
    assert ask(unmarked, f"/config/{SUBJECT}") == {"compatibilityLevel": "BACKWARD"}


def test_a_registry_that_takes_no_schemas_stops_the_start() -> None:
    """An empty one that is read-only: the hub names what is missing."""
    with served(read_only=True) as registry, pytest.raises(ConfigurationError, match=f"{SUBJECT} version 1"):
        open_framer(registry.url)


def test_schemas_of_others_are_told_from_ours(registry: LocalApicurio) -> None:
    """Ours in another spelling is read; another's, and an id that nobody has, are dead letters."""
    framer = open_framer(registry.url)
    spelled = json.dumps(json.loads(MARKED.text) | {"doc": "with documentation"}, indent=4)
    other = '{"type":"record","name":"Other","fields":[]}'
    ours = ask(registry, "/subjects/of-others/versions", {"schema": spelled}, "POST")["id"]
    foreign = ask(registry, "/subjects/of-another/versions", {"schema": other}, "POST")["id"]

    assert to_confluent(VALUE, ours) != framer.out(VALUE)
    assert framer.into(to_confluent(VALUE, ours)) == VALUE
    for number, code in ((foreign, "foreign-registry-id"), (987_654, "unknown-registry-id")):
        with pytest.raises(UnknownSchemaError) as caught:
            framer.into(to_confluent(VALUE, number))
        assert caught.value.code == code


def test_a_registry_that_hangs_or_dies_holds_up_only_what_is_new(empty: LocalApicurio) -> None:
    """Frozen or killed, it is not needed for ids that are known; a new one waits, and is read afterwards."""
    with closing(SchemaRegistry(empty.url, timeout_s=0.2)) as client:
        framer = RegistryFramer(client, enrolled(empty, *COMMITTED))
        spelled = json.dumps(json.loads(MARKED.text), indent=4)
        number = ask(empty, "/subjects/of-others/versions", {"schema": spelled}, "POST")["id"]

        empty.pause()
        with pytest.raises(UnreachableError):
            framer.into(to_confluent(VALUE, number))
        assert framer.into(framer.out(VALUE)) == VALUE
        empty.resume()
        patient = RegistryFramer(SchemaRegistry(empty.url), enrolled(empty, *COMMITTED))
        assert patient.into(to_confluent(VALUE, number)) == VALUE

        empty.kill()
        with pytest.raises(UnreachableError):
            framer.into(to_confluent(VALUE, number))
        assert framer.into(framer.out(VALUE)) == VALUE


def test_the_version_stands_in_two_places_alike() -> None:
    """The file for Maven and the module name the same version of Apicurio."""
    assert re.findall(r"<version>([^<]+)</version>\s*<classifier>", POM.read_text("utf-8")) == [VERSION]
