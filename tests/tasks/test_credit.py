"""A worker that could not acknowledge a ring may still ask for the next one."""

from __future__ import annotations

import pytest
from kombu import Queue

from tasks.celery import app
from tests.redis_server import running_redis


def test_an_acknowledgement_that_redis_never_heard_gives_the_credit_back():
    with running_redis() as url:
        line = app.connection_for_read(url)
        channel = line.channel()
        channel.basic_qos(0, 1, False)
        queue = Queue("now", channel=channel)
        queue.declare()
        line.Producer(channel).publish([1], routing_key="now")
        ring = queue.get(no_ack=False)
        assert not channel.qos.can_consume()
    with pytest.raises(line.connection_errors):
        ring.ack()
    assert channel.qos.can_consume()
