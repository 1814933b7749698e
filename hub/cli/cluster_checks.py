"""What ``ketenhub doctor`` looks at beyond this machine: Kafka, PostgreSQL, schema registry, workers."""

import http.client
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial

from deploy.local.workers import WorkerHome
from hub.app import declared
from hub.cli.checks import Check, Finding, Site, Verdict
from hub.engine import administration
from hub.engine.comparison import Difference, Kind
from hub.engine.database_view import DatabaseView, look_at_database
from hub.engine.kafka_client import admin, cluster_of
from hub.engine.schema_registry_http import SchemaRegistry
from hub.errors import ConfigurationError, UnreachableError
from hub.settings import Settings

_PATIENCE_S = 2.0
_UP = "`ketenhub up` starts one here"

_INGEST_BATCH = 200
_LOCKS_WANTED = 4 * 6 * _INGEST_BATCH
"""Four workers that ingest, each with a batch of whose messages each names five identifiers and a person."""

_DRIFT_S = 1.0
"""What two machines kept by NTP stay well under. Terms are counted in minutes."""


def kafka(site: Site) -> Iterable[Finding]:
    """The cluster, and its topics and rights."""
    settings = site.settings
    if not settings.kafka:
        yield _absent(site, "Kafka", "KETENHUB_KAFKA")
        return
    wanted = declared(settings)
    try:
        with admin(settings, client_id="ketenhub-doctor", patience_s=_PATIENCE_S) as client:
            cluster = cluster_of(client)
            differences = administration.describe(client, wanted)
    except UnreachableError as error:
        yield Finding("Kafka", Verdict.MISSING, str(error), f"start it, or mend the settings; {_UP}")
        return
    except ConfigurationError as error:
        yield Finding("Kafka", Verdict.WRONG, str(error), "mend the settings, or the user's rights")
        return
    brokers = len(cluster.brokers)
    access = next((each for each in differences if each.kind is Kind.ACCESS_OFF), None)
    hidden = any(each.kind is Kind.UNREADABLE and each.topic == "access control" for each in differences)
    shown = "hidden from this user" if hidden else "on" if access is None else "off"
    detail = (
        f"{settings.kafka}: {brokers} broker{'s' * (brokers != 1)}, version {cluster.version}, "
        f"{settings.kafka_security}, access control {shown}"
    )
    if access is not None and access.grave:
        yield Finding("Kafka", Verdict.WRONG, detail, access.remedy)
    elif brokers < settings.replication:
        remedy = f"add brokers, or set KETENHUB_REPLICATION={brokers}"
        yield Finding("Kafka", Verdict.WRONG, f"{detail}; {settings.replication} copies are wanted", remedy)
    else:
        yield Finding("Kafka", Verdict.OK, detail)
    yield _topics(len(wanted.topics), [each for each in differences if each is not access])


def _topics(wanted: int, differences: Sequence[Difference]) -> Finding:
    grave = [each for each in differences if each.grave]
    if not grave:
        return Finding("topics", Verdict.OK, f"{wanted}, as declared")
    counts: dict[str, int] = {}
    for each in grave:
        counts[each.kind] = counts.get(each.kind, 0) + 1
    detail = ", ".join(f"{kind}: {count}" for kind, count in counts.items())
    if counts.keys() <= {Kind.TOPIC_MISSING, Kind.ACCESS_MISSING}:
        return Finding("topics", Verdict.MISSING, detail, "ketenhub topics create")
    return Finding("topics", Verdict.WRONG, detail, "ketenhub topics describe")


def database(site: Site) -> Iterable[Finding]:
    """The database, its schema, its limits; and how far its clock is from ours."""
    url = site.settings.database.get_secret_value()
    if not url:
        yield _absent(site, "PostgreSQL", "KETENHUB_DATABASE")
        return
    before = datetime.now(UTC)
    try:
        found = look_at_database(url)
    except UnreachableError as error:
        yield Finding("PostgreSQL", Verdict.MISSING, str(error), f"start it, or mend its URL; {_UP}")
        return
    except ConfigurationError as error:
        yield Finding("PostgreSQL", Verdict.WRONG, str(error))
        return
    after = datetime.now(UTC)
    yield judge_database(found, site.settings)
    yield judge_drift(found.now, before, after)


def judge_database(found: DatabaseView, settings: Settings) -> Finding:
    """What of a database does not do for the hub; the first thing that must be mended."""
    detail = (
        f"{found.place}: version {found.version}, schema {found.revision or 'none'}, "
        f"max_locks_per_transaction {found.locks_each}"
    )
    if found.revision is None:
        return Finding("PostgreSQL", Verdict.MISSING, detail, "`ketenhub up` makes the tables")
    if found.revision != found.head:
        remedy = "`ketenhub up` brings it up to date; if it is ahead, use the newer program"
        return Finding("PostgreSQL", Verdict.WRONG, f"{detail}; this program needs {found.head}", remedy)
    if found.unlimited:
        remedy = (
            "connect without a pooler that drops them, or set them for the hub's user (ALTER ROLE … SET …)"
        )
        return Finding(
            "PostgreSQL", Verdict.WRONG, f"{detail}; not in force: {', '.join(found.unlimited)}", remedy
        )
    if found.locks < _LOCKS_WANTED:
        detail += f": {found.locks} locks in all, and four workers may need {_LOCKS_WANTED}"
        return Finding("PostgreSQL", Verdict.WRONG, detail, "max_locks_per_transaction = 256, and restart it")
    if found.hasty and settings.profile == "prod":
        remedy = "turn them on: what was committed must survive a crash of the machine"
        return Finding("PostgreSQL", Verdict.WRONG, f"{detail}; off: {', '.join(found.hasty)}", remedy)
    off = f", {', '.join(found.hasty)} off" if found.hasty else ""
    return Finding("PostgreSQL", Verdict.OK, f"{detail}, limits in force{off}")


def judge_drift(theirs: datetime, before: datetime, after: datetime) -> Finding:
    """How far the database's clock is from ours, at least; it was read between two looks at ours."""
    drift = max((before - theirs).total_seconds(), (theirs - after).total_seconds(), 0.0)
    detail = f"{drift:.1f} s from PostgreSQL's"
    if drift > _DRIFT_S:
        return Finding("clock drift", Verdict.WRONG, detail, "run NTP (chrony) on both machines")
    return Finding("clock drift", Verdict.OK, detail)


def schema_registry(site: Site) -> Iterable[Finding]:
    """The registry of schemas, if one is configured."""
    settings = site.settings
    if not settings.schema_registry:
        yield Finding("schema registry", Verdict.OFF, "none: Avro in single-object encoding")
        return
    try:
        registry = SchemaRegistry(
            settings.schema_registry,
            username=settings.schema_registry_username,
            password=settings.schema_registry_password.get_secret_value(),
            ca_file=settings.schema_registry_ca_file,
            timeout_s=_PATIENCE_S,
        )
        # Any schema will do: a registry that has none says so in its own words, and nothing else does.
        registry.schema_of(1)
        registry.close()
    except UnreachableError as error:
        yield Finding("schema registry", Verdict.MISSING, str(error), "start it, or mend its URL")
    except ConfigurationError as error:
        yield Finding("schema registry", Verdict.WRONG, str(error))
    else:
        yield Finding("schema registry", Verdict.OK, registry.place)


def workers(site: Site) -> tuple[Check, ...]:
    """A check for each worker that we know of: what ``ketenhub up`` started, and KETENHUB_HEALTH_PORT."""
    started = WorkerHome(site.settings.home).workers() if site.local is not None else ()
    known = [(worker.name, worker.health_port) for worker in started]
    if site.settings.health_port:
        known.append(("worker", site.settings.health_port))
    return tuple(partial(_worker, name, port) for name, port in known) or (_no_workers,)


def _no_workers(_site: Site) -> Iterable[Finding]:
    yield Finding("workers", Verdict.OFF, "none was started here", "`ketenhub up`, or KETENHUB_HEALTH_PORT")


def _worker(name: str, port: int, _site: Site) -> Iterable[Finding]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
    try:
        connection.request("GET", "/ready")
        answer = connection.getresponse()
        status, body = answer.status, answer.read(65_536)
    except (OSError, http.client.HTTPException):
        detail = f"nobody answers on 127.0.0.1:{port}"
        yield Finding(name, Verdict.MISSING, detail, "`ketenhub up` starts it; its log says why it ended")
        return
    finally:
        connection.close()
    if status == http.HTTPStatus.OK:
        yield Finding(name, Verdict.OK, f"ready, on 127.0.0.1:{port}")
    else:
        yield Finding(name, Verdict.WRONG, f"not ready: {_reasons(body) or status}", "see its log")


def _reasons(body: bytes) -> str:
    try:
        found = json.loads(body)["reasons"]
        return ", ".join(f"{need}: {reason}" for need, reason in found.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def _absent(site: Site, what: str, variable: str) -> Finding:
    if not site.cluster:
        return Finding(what, Verdict.OFF, "none: only the embedded engine", f"{variable}, or `ketenhub up`")
    return Finding(what, Verdict.MISSING, f"{variable} is not set, and the cluster engine needs it", _UP)
