"""The composition root: the one place that knows all parts and puts them together."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hub.adapters import ADAPTERS
from hub.adapters.base import Adapter
from hub.adapters.mapped import MappedAdapter
from hub.delivery.egress import build_egress
from hub.delivery.native import Identifier, render
from hub.engine.batch import BatchResult
from hub.engine.comparison import Declared
from hub.engine.embedded import EmbeddedEngine, in_batches, run
from hub.engine.export import Line, export, outbound, write_lines
from hub.engine.failpoints import parse_failpoint
from hub.engine.messages import Message, read_messages
from hub.engine.ports import Ports
from hub.engine.pseudonyms import Pseudonyms
from hub.engine.store import Store, open_database, open_store
from hub.errors import ConfigurationError
from hub.kit.plugins import BUILT_IN, Plugin, plugins
from hub.rules import Rules, load_rules
from hub.rules.purpose import police_seat
from hub.schemas.envelope import rfc3339
from hub.settings import Settings
from hub.streams.step import Step, build_step
from hub.streams.topics import all_topics

DATABASE = "ketenhub.db"

Batches = Iterable[list[Message]]
Pace = Callable[[Iterable[Message]], Batches]


def registries() -> dict[str, MappedAdapter]:
    """Every registry that the hub speaks with: the built-in ones, and the plug-ins that are installed.

    Raises:
        ConfigurationError: a plug-in cannot be used; the text names its distribution.
    """
    return {name: plugin.adapter for name, plugin in adapters_known().items()}


def adapters_known() -> dict[str, Plugin]:
    """The same, each with what it came with. Errors: as `registries`."""
    built_in = {name: Plugin(adapter, BUILT_IN) for name, adapter in ADAPTERS.items()}
    return built_in | plugins(ADAPTERS)


def build_ports(settings: Settings, *, rules: Rules | None = None, step: Step | None = None) -> Ports:
    """Everything the engine calls; tests put a ``step`` of their own in."""
    rules = rules or load_rules(settings.rules_mode)
    return Ports(
        registries=registries(),
        pseudonyms=Pseudonyms(settings.pseudonym_key.get_secret_value()),
        step=step or build_step(rules),
        egress=build_egress(rules.purpose.may_ever_see),
        synthetic=settings.profile == "test",
    )


def replay(
    settings: Settings,
    messages: Path,
    out: Path,
    *,
    ports: Ports | None = None,
    pace: Pace | None = None,
    watch: Callable[[BatchResult], None] | None = None,
    collect: bool = False,
) -> BatchResult:
    """Process a file of messages into the store in ``out``, from where an earlier run stopped, and export.

    ``pace`` cuts the messages in batches (default: as many as the settings say). ``watch`` sees each batch
    after its commit, with what happened in it if ``collect``.

    Raises:
        ConfigurationError: no such file, or the store in ``out`` was filled from other messages.
    """
    found = fingerprint(messages)
    out.mkdir(parents=True, exist_ok=True)
    store = open_store(out / DATABASE, migrate=True)
    try:
        engine = EmbeddedEngine(
            ports or build_ports(settings),
            store,
            fingerprint=found,
            failpoint=parse_failpoint(settings.failpoint),
        )
        stream = read_messages(messages, start=engine.next)
        batches = pace(stream) if pace is not None else in_batches(stream, settings.batch_size)
        total = run(engine, batches, watch=watch, collect=collect)
        export(store, out)
    finally:
        store.close()
    return total


def export_native(settings: Settings, directory: Path) -> int:
    """Write ``native.ndjson``: each delivery in its recipient's own language; how many.

    One line each: ``recipient``, ``registry`` (empty: the generic CloudEvents edge), ``id``, ``at``,
    ``content_type``, ``body``. These lines carry persons' identifiers, as the registries need them.
    """
    speakers = partner_adapters(load_rules(settings.rules_mode))
    store = open_existing(directory)
    try:
        return write_lines(directory / "native.ndjson", _native_lines(store, speakers))
    finally:
        store.close()


def partner_adapters(rules: Rules) -> dict[str, Adapter]:
    """Which adapter speaks with which recipient: houses by their register, partners by their system."""
    known = registries()
    found: dict[str, Adapter] = {
        partner: known[name]
        for partner, name in (("OM", "gps"), ("POLITIE", "bosz"), ("3RO", "iris"), ("RVDK", "kbps"))
    }
    for house in rules.reference.houses.values():
        adapter = known.get(house.register_name.lower())
        if adapter is not None:
            found[house.id] = adapter
    return found


def recipients(rules: Rules) -> frozenset[str]:
    """Everybody to whom the hub may ever send: whom table B or the map of houses knows, and police seats.

    The police have a seat at the houses that look at the arrested suspects each morning (row 19).
    """
    partners = {name for row in rules.purpose.rows.values() for name in row.recipients}
    # The operator is in table B for its counts, which are on a screen: nothing is addressed to it.
    seats = {police_seat(house) for house in rules.profiles.with_triage_straf()}
    return frozenset(partners - {"OPERATOR"}) | frozenset(rules.reference.houses) | seats


def declared(settings: Settings) -> Declared:
    """What must be on the cluster: a topic for each registry and recipient, and who may do what with it."""
    topics = all_topics(registries(), recipients(load_rules(settings.rules_mode)))
    strict = settings.profile == "prod"
    return Declared(topics, settings.topic_prefix, settings.replication, strict=strict)


def _native_lines(store: Store, speakers: Mapping[str, Adapter]) -> Iterator[Line]:
    for envelope, of_person, of_case in outbound(store):
        person = [Identifier(scheme, value) for scheme, value in of_person]
        case = [Identifier(scheme, value) for scheme, value in of_case]
        message = render(envelope, person, case, speakers)
        yield {
            "recipient": envelope.routing.recipient if envelope.routing else "",
            "registry": message.registry,
            "id": envelope.id,
            "at": rfc3339(envelope.recorded_at),
            "content_type": message.content_type,
            "body": message.body.decode(),
        }


def open_existing(directory: Path) -> Store:
    """The store that an earlier run left in a folder.

    Raises:
        ConfigurationError: there is none, or it is of another version.
    """
    return open_store(directory / DATABASE, migrate=False)


@contextmanager
def opened(settings: Settings, directory: Path | None) -> Iterator[Store]:
    """The store in a folder, or without one that of the cluster; closed at the end.

    Raises:
        ConfigurationError: there is none, or it is of another version.
        UnreachableError: the cluster's database does not answer.
    """
    if directory is None:
        store = open_database(settings.database.get_secret_value(), migrate=False)
    else:
        store = open_existing(directory)
    try:
        yield store
    finally:
        store.close()


def fingerprint(messages: Path) -> str:
    """What tells one file of messages from another: its length and a hash of its beginning and end.

    Not of all of it: a year is hundreds of megabytes, and this runs at every start.
    """
    if not messages.is_file():
        msg = f"{messages} does not exist; `ketenhub sim run` writes one"
        raise ConfigurationError(msg)
    size = messages.stat().st_size
    with messages.open("rb") as file:
        digest = hashlib.sha256(file.read(65536))
        file.seek(max(0, size - 65536))
        digest.update(file.read(65536))
    return f"{size}-{digest.hexdigest()[:32]}"
