"""A worker's credit for its next ring, given back even if Redis did not hear that the last one was taken."""

from __future__ import annotations

from kombu.transport import redis, virtual


class GivesBack(redis.QoS):
    """kombu 5.7 gives the credit back only after Redis took the acknowledgement.

    Redis that restarts in just that moment takes none; redis-py then connects anew by itself, so that nothing fails,
    and the worker waits for ever for the credit that it needs to ask for its next task. A ring that stays without
    acknowledgement in Redis may be rung once more, which is harmless.
    """

    def ack(self, delivery_tag: str) -> None:
        """Raises what redis-py raises; the credit is back all the same."""
        try:
            super().ack(delivery_tag)
        finally:
            virtual.QoS.ack(self, delivery_tag)


def give_back() -> None:
    """For every worker of this process."""
    redis.Channel.QoS = GivesBack
