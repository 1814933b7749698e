"""The relay's producer on a real Kafka: what it does not get rid of it gives up, for good."""

import threading
from uuid import uuid4

import pytest

from deploy.local import jars
from deploy.local.kafka import LocalKafka
from hub.engine import kafka_client
from hub.engine.kafka_library import errors
from hub.settings import Settings
from tests.support.servers import absent


def test_a_producer_that_is_closed_sends_nothing_more() -> None:
    """One with a record that nobody acknowledges ends when it is told to, and so does its thread."""
    obstacle = jars.obstacle()
    if obstacle:
        absent("Kafka that a test may freeze", obstacle)
    with LocalKafka() as kafka:
        settings = Settings(kafka=kafka.bootstrap)
        topic = f"t{uuid4().hex}"
        with kafka_client.admin(settings) as client:
            client.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}})
        before = set(threading.enumerate())
        producer = kafka_client.producer(settings)
        producer.send(topic, value=b"x").get(timeout=30)
        kafka.pause(1)
        promise = producer.send(topic, value=b"y")
        with pytest.raises(errors.KafkaTimeoutError):
            producer.flush(timeout=0.5)

        producer.close(timeout=0)

        assert not [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
        with pytest.raises(errors.KafkaError):
            promise.get(timeout=0)
        kafka.resume(1)
