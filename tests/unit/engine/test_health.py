"""Health over HTTP: alive, ready, and why not; never the text of an exception."""

import http.client
import json
import socket
from collections.abc import Callable, Iterator

import pytest

from hub.engine.health import ALIVE_S, Health, HealthServer
from hub.engine.metrics import Metrics

Get = Callable[[str], tuple[int, str, bytes]]


class Clock:
    """Seconds that a test moves."""

    now = 100.0

    def __call__(self) -> float:
        """Now."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The health's clock."""
    return Clock()


@pytest.fixture
def health(clock: Clock) -> Health:
    """The health of a worker that needs two things."""
    return Health(["store", "partitions"], monotonic=clock)


@pytest.fixture
def metrics() -> Metrics:
    """Its figures."""
    return Metrics("steps")


@pytest.fixture
def get(health: Health, metrics: Metrics) -> Iterator[Get]:
    """Asks the server for a path: status, content type, body."""
    server = HealthServer(health, metrics.registry, 0)
    server.start()

    def ask(path: str) -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.request("GET", path)
        answer = connection.getresponse()
        found = answer.status, answer.headers["Content-Type"], answer.read()
        connection.close()
        return found

    yield ask
    server.stop()


def test_is_ready_when_all_that_it_needs_is_well(health: Health, get: Get) -> None:
    """Until each need was seen to be well, the reasons name those that were not."""
    status, kind, body = get("/ready")
    assert (status, kind) == (503, "application/json")
    assert json.loads(body) == {"ready": False, "reasons": {"store": "starting", "partitions": "starting"}}

    health.green("store")
    assert json.loads(get("/ready")[2])["reasons"] == {"partitions": "starting"}
    health.green("partitions")
    assert (get("/ready")[0], json.loads(get("/ready")[2])) == (200, {"ready": True, "reasons": {}})


def test_turns_red_and_green_again(health: Health, get: Get) -> None:
    """What is not well shows with its latest reason, and no longer once it is well."""
    health.green("partitions")
    health.red("store", "OperationalError")
    health.red("store", "InterfaceError")

    assert json.loads(get("/ready")[2])["reasons"] == {"store": "InterfaceError"}
    health.green("store")
    assert get("/ready")[0] == 200


def test_is_alive_while_its_loop_turns(health: Health, clock: Clock, get: Get) -> None:
    """A loop that has not turned for half a minute is not alive, one that turns again is."""
    clock.now += ALIVE_S - 0.1
    assert (get("/live")[0], json.loads(get("/live")[2])) == (200, {"live": True})
    clock.now += 0.2
    assert (get("/live")[0], json.loads(get("/live")[2])) == (503, {"live": False})
    health.beat()
    assert get("/live")[0] == 200


def test_alive_and_ready_are_two_things(health: Health, get: Get) -> None:
    """A worker whose database is away is alive: to restart it would help nobody."""
    health.red("store", "OperationalError")

    assert (get("/live")[0], get("/ready")[0]) == (200, 503)


def test_serves_figures_for_prometheus(metrics: Metrics, get: Get) -> None:
    """The figures are there in Prometheus' text form."""
    metrics.lag(7)

    status, kind, body = get("/metrics")

    assert (status, kind.split(";")[0]) == (200, "text/plain")
    assert b'ketenhub_lag{role="steps"} 7.0' in body


def test_knows_no_other_path(get: Get) -> None:
    """Whatever else is asked is not found."""
    assert get("/")[0] == get("/ready/")[0] == get("/live?x=1")[0] == 404


def test_a_prober_that_says_nothing_holds_up_no_other(health: Health, metrics: Metrics) -> None:
    """Who connects and is silent keeps nobody else from an answer."""
    server = HealthServer(health, metrics.registry, 0)
    server.start()
    with socket.create_connection(("127.0.0.1", server.port)):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.request("GET", "/live")
        assert connection.getresponse().read() == b'{"live": true}'
        connection.close()
    server.stop()


def test_listens_on_this_machine_only(health: Health, metrics: Metrics) -> None:
    """Health and figures are not for the network."""
    server = HealthServer(health, metrics.registry, 0)
    server.start()
    try:
        assert server._server.server_address[0] == "127.0.0.1"
    finally:
        server.stop()
