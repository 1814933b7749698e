"""Access control on a real Kafka with an authorizer: everybody may what was declared, and nothing else.

Proven by trying. The administrator makes the topics and rights; the others come with their own passwords.
"""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from pydantic import SecretStr

from deploy.local import jars
from deploy.local.kafka import LocalKafka
from deploy.local.processes import wait_until
from hub.engine.administration import create, describe
from hub.engine.comparison import Declared, Kind
from hub.engine.kafka_client import admin, connection, producer, reach
from hub.engine.kafka_library import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    KafkaAdminClient,
    KafkaConsumer,
    ResourcePattern,
    ResourceType,
    TopicPartition,
    errors,
)
from hub.errors import ConfigurationError, KetenhubError, UnreachableError
from hub.settings import Settings
from hub.streams.topics import all_topics
from tests.support.servers import absent

DECLARED = Declared(all_topics(["bvh", "gps"], ["OM", "VH05", "VH22"]), "hub.", replication=1, strict=True)
USERS = ("hub-relay", "hub-steps", "hub-deliver", "hub-operator", "partner-VH22", "registry-bvh")
WITHIN_S = 30

Login = Callable[[str], Settings]


@pytest.fixture(scope="module")
def guarded() -> Iterator[LocalKafka]:
    """A Kafka of this module's own, where nobody may what no entry allows."""
    obstacle = jars.obstacle()
    if obstacle:
        absent("Kafka with access control", obstacle)
    kafka = LocalKafka(acl=True, users={name: f"password-of-{name}" for name in USERS})
    try:
        kafka.open()
    except UnreachableError as error:
        kafka.destroy()
        absent("Kafka with access control", str(error))
    yield kafka
    kafka.destroy()


@pytest.fixture(scope="module")
def login(guarded: LocalKafka) -> Login:
    """Settings by which a user comes in."""

    def settings(name: str) -> Settings:
        return Settings(
            kafka=guarded.sasl_bootstrap,
            kafka_security="SASL_PLAINTEXT",
            kafka_username=name,
            kafka_password=SecretStr(f"password-of-{name}"),
        )

    return settings


@pytest.fixture(scope="module")
def administrator(guarded: LocalKafka) -> Iterator[KafkaAdminClient]:
    """Who may do everything, on a cluster where topics and rights are made."""
    with admin(Settings(kafka=guarded.bootstrap)) as client:
        assert {d.kind for d in describe(client, DECLARED)} == {Kind.TOPIC_MISSING, Kind.ACCESS_MISSING}
        made = create(client, DECLARED)
        assert (len(made.topics), made.accesses) == (len(DECLARED.topics), len(DECLARED.entries))
        assert made.differences == ()
        yield client


@pytest.fixture(scope="module")
def published(administrator: KafkaAdminClient, login: Login) -> None:  # noqa: ARG001 - it makes the topics
    """The relay has written to each recipient's topic, and the events."""
    with closing(producer(login("hub-relay"))) as relay:
        for topic in ("hub.events", "hub.out.VH05", "hub.out.VH22"):
            relay.send(topic, value=topic.encode(), partition=0).get(WITHIN_S)


def read(settings: Settings, topic: str, group: str) -> bytes:
    """The first record of a topic, as a member of a consumer group; what Kafka refuses is raised."""
    with closing(
        KafkaConsumer(
            topic,
            **connection(settings),
            group_id=group,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
    ) as consumer:
        found: list[bytes] = []

        def came() -> bool:
            # Long enough to join the group in one poll: a shorter one may begin to join again and again.
            batches = consumer.poll(timeout_ms=10_000).values()
            found.extend(record.value for batch in batches for record in batch)
            return bool(found)

        assert wait_until(came, within=WITHIN_S)
        return found[0]


def entry(principal: str, operation: ACLOperation, topic: str) -> ACL:
    """An entry that allows somebody something on a topic."""
    return ACL(
        principal=f"User:{principal}",
        host="*",
        operation=operation,
        permission_type=ACLPermissionType.ALLOW,
        resource_pattern=ResourcePattern(ResourceType.TOPIC, topic),
    )


@pytest.fixture
def allow(administrator: KafkaAdminClient) -> Iterator[Callable[[ACL], None]]:
    """Adds an entry that was not declared, for the time of a test."""
    added: list[ACL] = []

    def add(one: ACL) -> None:
        administrator.create_acls([one])
        added.append(one)
        assert wait_until(lambda: describe(administrator, DECLARED) != (), within=WITHIN_S)

    yield add
    administrator.delete_acls(
        [
            ACLFilter(one.principal, one.host, one.operation, one.permission_type, one.resource_pattern)
            for one in added
        ]
    )
    assert wait_until(lambda: describe(administrator, DECLARED) == (), within=WITHIN_S)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("user", "topic", "group"),
    [
        ("partner-VH22", "hub.out.VH22", "hub.partner-VH22"),
        ("hub-deliver", "hub.out.VH05", "hub.ketenhub-deliver"),
        ("hub-steps", "hub.events", "hub.ketenhub-steps"),
    ],
)
def test_who_may_read_reads(login: Login, user: str, topic: str, group: str) -> None:
    """A partner reads its own topic, and a role those of its work, each in its own group."""
    assert read(login(user), topic, group) == topic.encode()


@pytest.mark.usefixtures("published")
def test_a_partner_does_not_even_see_another_partners_topic(login: Login) -> None:
    """Asked for the topic of VH05, Kafka gives VH22 no answer but that it is forbidden; its own it shows."""
    with admin(login("partner-VH22")) as client:
        seen = {
            each["name"]: each["error_code"]
            for each in client.describe_topics(["hub.out.VH05", "hub.out.VH22"])
        }
        everything = client.list_topics()

    assert seen == {"hub.out.VH05": errors.TopicAuthorizationFailedError.errno, "hub.out.VH22": 0}
    assert everything == ["hub.out.VH22"]


@pytest.mark.usefixtures("published")
def test_a_partner_that_sees_another_partners_topic_may_not_read_it(
    login: Login, allow: Callable[[ACL], None]
) -> None:
    """With the place of VH05's record in hand, VH22 is refused the record: to read is a right of its own."""
    allow(entry("partner-VH22", ACLOperation.DESCRIBE, "hub.out.VH05"))
    place = TopicPartition("hub.out.VH05", 0)
    with closing(KafkaConsumer(**connection(login("partner-VH22")))) as consumer:
        consumer.assign([place])
        consumer.seek(place, 0)

        with pytest.raises(errors.TopicAuthorizationFailedError):
            wait_until(lambda: bool(consumer.poll(timeout_ms=250)), within=WITHIN_S)


@pytest.mark.usefixtures("published")
def test_a_partner_is_refused_the_groups_of_the_hub(login: Login) -> None:
    """Who could join the deliverer's group would take partitions from it, and with them the deliveries."""
    with pytest.raises(errors.GroupAuthorizationFailedError):
        read(login("partner-VH22"), "hub.out.VH22", "hub.ketenhub-deliver")


@pytest.mark.usefixtures("published")
def test_the_operator_looks_at_everything_and_reads_nothing(login: Login) -> None:
    """The operator sees that all is as declared, and is refused what a partner is told."""
    with admin(login("hub-operator")) as client:
        assert describe(client, DECLARED) == ()
    with pytest.raises(errors.TopicAuthorizationFailedError):
        read(login("hub-operator"), "hub.out.VH22", "hub.hub-operator")


@pytest.mark.usefixtures("administrator")
def test_a_registry_writes_its_own_topic_only(login: Login) -> None:
    """BVH may write where its messages come in; it is refused GPS's topic, and the events."""
    with closing(producer(login("registry-bvh"))) as sender:
        assert sender.send("hub.in.bvh", value=b"message").get(WITHIN_S).topic == "hub.in.bvh"
    for topic in ("hub.in.gps", "hub.events", "hub.out.VH22"):
        with closing(producer(login("registry-bvh"))) as sender, pytest.raises(errors.KafkaError) as refused:
            sender.send(topic, value=b"message").get(WITHIN_S)
        assert isinstance(refused.value, errors.TopicAuthorizationFailedError)


@pytest.mark.usefixtures("administrator")
def test_no_role_makes_topics(login: Login) -> None:
    """Who operates the hub may not create; the error says what to do."""
    more = Declared((*DECLARED.topics, *all_topics(["iris"], [])[:1]), "hub.", replication=1, strict=True)

    with (
        pytest.raises(ConfigurationError, match="as an administrator"),
        admin(login("hub-operator")) as client,
    ):
        create(client, more)


def test_an_entry_that_lets_somebody_read_too_much_is_told(
    administrator: KafkaAdminClient, allow: Callable[[ACL], None]
) -> None:
    """An entry that somebody added by hand is found, and creating again does not take it away."""
    allow(entry("partner-VH22", ACLOperation.READ, "hub.out.VH05"))

    made = create(administrator, DECLARED)

    assert [(d.kind, d.topic, d.grave) for d in made.differences] == [
        (Kind.ACCESS_SURPLUS, "hub.out.VH05", True)
    ]
    assert made.accesses == 0


def test_a_right_that_was_taken_away_is_given_back(administrator: KafkaAdminClient) -> None:
    """A missing entry is a difference, and creating again adds that entry and nothing else."""
    lost = entry("hub-steps", ACLOperation.READ, "hub.events")
    administrator.delete_acls(
        [ACLFilter(lost.principal, lost.host, lost.operation, lost.permission_type, lost.resource_pattern)]
    )
    assert wait_until(lambda: describe(administrator, DECLARED) != (), within=WITHIN_S)
    assert [d.kind for d in describe(administrator, DECLARED)] == [Kind.ACCESS_MISSING]

    made = create(administrator, DECLARED)

    assert (made.topics, made.accesses, made.differences) == ((), 1, ())


@pytest.mark.usefixtures("administrator")
def test_a_wrong_password_is_not_let_in(login: Login) -> None:
    """A user with a wrong password gets an error of ours that quotes neither."""
    settings = login("hub-relay").model_copy(update={"kafka_password": SecretStr("guessed")})

    with pytest.raises(KetenhubError, match="_PASSWORD") as refused:
        reach(settings)

    assert "guessed" not in str(refused.value)
