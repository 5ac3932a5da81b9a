"""The newsroom's own settings: what may stand in them, and what a change means for what waits."""

from __future__ import annotations

import pytest

from publisher.editing.newsroom import BadSetting, change
from publisher.models import Act, Newsroom, Post
from tests.making import a_network_post, a_newsroom

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "said",
    [
        {"zone": "Mars/Base"},
        {"language": "plain English"},
        {"colour": "red"},
        {"website": "javascript:alert(1)"},
        {"sender_address": "nobody"},
        {"reply_to": "a@b@c"},
        {"name": "n" * 201},
        {"name": ""},
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_changed(said):
    before = a_newsroom()
    with pytest.raises(BadSetting):
        change({"postal_address": "elsewhere"} | said, member=None)
    assert Newsroom.objects.get().postal_address == before.postal_address


def test_a_change_of_what_readers_see_takes_approval_back():
    a_newsroom()
    a_network_post()
    assert change({"sender_name": "The Gazette"}, member=None)
    assert Post.objects.get().content_hash == ""
    assert Act.objects.get().what == "sender_name"


def test_a_rule_that_readers_do_not_see_takes_nothing_back():
    a_newsroom()
    a_network_post()
    assert not change({"two_people": True, "name": "The Harbour Gazette"}, member=None)
    assert Post.objects.get().content_hash == "h"
