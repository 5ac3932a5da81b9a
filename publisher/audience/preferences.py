"""What a reader may change with the link in their mail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ..models import MailingList, Subscriber, Subscription
from . import names
from .unsubscribe import come_back, leave


def change(
    reader: Subscriber, *, name: str, language: str, wanted: Collection[int], now: datetime
) -> list[MailingList]:
    """Keep name and language, leave every list that is not wanted; the wanted ones that need a confirmation by mail.

    A list that the reader left within the hour comes back at once; any other waits for a confirmation, because a
    forwarded mail carries this link to other people.
    """
    reader.name, reader.language = names.clean(name), language
    reader.save(update_fields=["name", "language"])
    active = set(reader.subscriptions.filter(state=Subscription.ACTIVE).values_list("mailing_list_id", flat=True))
    to_confirm = []
    for one in MailingList.objects.order_by("id"):
        if one.id in active and one.id not in wanted:
            leave(reader.id, one.id, now)
        elif one.id not in active and one.id in wanted and not come_back(reader.id, one.id, now):
            to_confirm.append(one)
    return to_confirm
