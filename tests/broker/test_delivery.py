"""Delivery by processes on a real Kafka and PostgreSQL to real HTTPS partners, and the receipts back."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from hub.app import declared
from hub.engine import tables as t
from hub.engine.administration import create
from hub.engine.kafka_client import admin
from hub.engine.read import feedback_status, partner_status
from hub.engine.store import Store, open_database
from hub.engine.writes import Writes
from hub.schemas.envelope import HUB_SOURCE, Envelope
from hub.settings import Settings
from tests.support import history as h
from tests.support.https import Certificates, HttpsPartner, Received, make_certificates

BSN = "999990019"
DEADLINE = 180.0
"""Seconds in which all must be over on a slow machine."""


@dataclass
class Site:
    """A hub on the run's Kafka and PostgreSQL, whose processes the tests start."""

    settings: Settings
    store: Store
    folder: Path
    certificates: Certificates

    def tell(self, *events: Envelope) -> None:
        """Put canonical events in the outbox, as ingest does."""
        writes = Writes(relayed=True)
        for event in events:
            writes.publish(event)
        with self.store.transaction() as connection:
            self.store.add(connection, t.outbox, writes.outbox)
            self.store.wake_relay(connection)

    @asynccontextmanager
    async def running(self, *command: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """One process of the hub; told to stop at the end, if it still runs."""
        given = os.environ | {
            "KETENHUB_KAFKA": self.settings.kafka,
            "KETENHUB_DATABASE": self.settings.database.get_secret_value(),
            "KETENHUB_TOPIC_PREFIX": self.settings.topic_prefix,
            "KETENHUB_REPLICATION": "1",
            "KETENHUB_KAFKA_SESSION_S": "6",
            "KETENHUB_PARTNERS": str(self.folder / "partners.toml"),
        }
        with (self.folder / f"{'-'.join(command)}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "hub", *command, env=given | environment, stdout=log, stderr=log
            )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()

    def connect(self, partners: dict[str, HttpsPartner], **more: dict[str, object]) -> None:
        """Write the file of endpoints."""
        lines: list[str] = []
        for name, partner in partners.items():
            fields = {"url": partner.url("/hook"), "ca_file": "ca.pem", "hours": "always"} | more.get(
                name, {}
            )
            lines += [f"[partners.{name}]", *(f'{field} = "{value}"' for field, value in fields.items())]
        (self.folder / "partners.toml").write_text("\n".join(lines), "utf-8")


@pytest.fixture
def site(kafka: str, database: str, tmp_path: Path) -> Iterator[Site]:
    """Topics and database of this test's own."""
    settings = Settings(
        kafka=kafka, database=SecretStr(database), topic_prefix=f"t{uuid4().hex[:8]}.", replication=1
    )
    wanted = declared(settings)
    store = open_database(database, migrate=True)
    with admin(settings) as client:
        create(client, wanted)
    yield Site(settings, store, tmp_path, make_certificates(tmp_path))
    store.close()
    with admin(settings) as client:
        client.delete_topics([wanted.prefix + topic.name for topic in wanted.topics], raise_errors=False)


def know_the_person(site: Site) -> None:
    """What ingest would have kept of who the person is."""
    rows = [
        {"hash": "1", "owner": h.SUBJECT, "subject": h.SUBJECT, "scheme": "bsn", "value": BSN},
        {"hash": "2", "owner": h.CASE, "subject": h.SUBJECT, "scheme": "bvh", "value": "PL2000-2016123456"},
    ]
    with site.store.transaction() as connection:
        site.store.add(connection, t.identity, rows)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens in other processes."""
    while not condition():
        await asyncio.sleep(0.05)


def run(play: Awaitable[None]) -> None:
    """Run to the end, which must come."""

    async def bounded() -> None:
        await asyncio.wait_for(play, DEADLINE)

    asyncio.run(bounded())


def ids(requests: Sequence[Received]) -> list[str]:
    """Of the events in native or structured requests."""
    return [request.headers.get("ce-id") or request.event["id"] for request in requests]


def ledger(site: Site) -> list[dict[str, Any]]:
    """What VH22 is owed."""
    return list(feedback_status(site.store, house="VH22"))


def test_out_taken_killed_and_the_receipt_back(site: Site) -> None:
    """Killed after the house took its feedback, the worker sends it again by its id; one receipt returns."""
    know_the_person(site)

    async def play() -> None:
        tls = site.certificates.server()
        async with HttpsPartner(tls) as house, HttpsPartner(tls) as om:
            site.connect({"VH22": house, "OM": om}, VH22={"format": "native"})
            async with site.running("relay"), site.running("worker", "steps"):
                async with site.running("deliver", KETENHUB_FAILPOINT="before-mark:1") as doomed:
                    site.tell(h.marked(), h.decided())
                    assert await doomed.wait() == -9
                taken = ids(house.posted)
                assert len(taken) == 1
                (line,) = ledger(site)
                assert (line["status"], line["attempts"]) == ("VERSTUURD", 0)

                async with site.running("deliver"):
                    await house.until(2)
                    assert ids(house.posted) == taken * 2
                    await until(lambda: ledger(site)[0]["status"] == "AFGELEVERD")
                    site.tell(h.arrested(at="17:00", case="z-2"), h.on_monitor(at="17:10", case="z-2"))
                    await om.until(1)
                    await house.until(3)
            check_native(house.posted[0])
            assert om.posted[0].event["type"] == "nl.strafrechtketen.veiligheidshuis-hit"
            assert om.posted[0].event["source"] == HUB_SOURCE
            assert house.received[0].method == om.received[0].method == "OPTIONS"

    run(play())
    (line,) = ledger(site)
    assert (line["why"], line["attempts"]) == ("not-on-agenda", 1)
    with site.store.transaction() as connection:
        told = list(site.store.rows_by(connection, t.outbox, "topic", ["events"]))
    receipts = [row for row in told if "aflevering-bevestigd" in row["attributes"]]
    assert len([row for row in receipts if row["case_id"] == h.CASE]) == 1


def check_native(request: Received) -> None:
    """GCOS gets its own XML with the identifiers that the house may have, and they stand nowhere else."""
    assert request.headers["Content-Type"].startswith("application/xml")
    assert request.headers["ce-source"] == HUB_SOURCE
    assert BSN in request.body.decode()
    assert BSN not in str(request.headers) + request.path


@pytest.mark.long
def test_a_partner_that_is_gone_is_resumed_by_command(site: Site) -> None:
    """410 stops one partner and not the other; resumed while the worker runs, it gets everything."""

    async def play() -> None:
        tls = site.certificates.server()
        async with HttpsPartner(tls) as house, HttpsPartner(tls) as om:
            site.connect({"VH22": house, "OM": om})
            om.answers("POST", "/hook", 410)
            async with site.running("relay"), site.running("worker", "steps"), site.running("deliver"):
                # Summoned, not arrested: a term that is past would be told of as well.
                site.tell(h.marked(), h.summoned(), h.on_monitor())
                await house.until(1)
                await om.until(1)
                await until(lambda: partners(site)["OM"]["endpoint"] == "gone")
                del om.handlers["POST", "/hook"]
                async with site.running("partner", "resume", "OM") as resuming:
                    assert await resuming.wait() == 0
                await om.until(2)
                await until(lambda: partners(site)["OM"]["waiting"] == 0)
                assert ids(om.posted) == [ids(om.posted)[0]] * 2

    run(play())


def partners(site: Site) -> dict[str, dict[str, Any]]:
    """How each partner stands; nobody is called for who never got anything."""
    nobody = {"endpoint": "", "waiting": -1}
    found = {line["partner"]: line for line in partner_status(site.store)}
    return {"OM": nobody} | found
