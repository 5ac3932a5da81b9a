"""How a drain finds the pace that its relay bears."""

from __future__ import annotations

import pytest

from publisher.sending.slower import LEAST, PATIENCE, Slower


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def sails(slower: Slower, clock: Clock, seconds: float, bears: float) -> tuple[int, int]:
    """So many seconds by a relay that bears so many a second, saved up for one: mails taken, and words."""
    ends, saved, at, taken, words = clock.now + seconds, bears, clock.now, 0, 0
    while clock.now < ends:
        if wait := slower.wait():
            clock.now += max(wait, 1e-4)
            continue
        slower.left()
        clock.now += 0.001
        saved, at = min(bears, saved + (clock.now - at) * bears), clock.now
        if saved >= 1:
            saved, taken = saved - 1, taken + 1
            slower.took()
        else:
            words += 1
            clock.now += slower.told() or 0.0
    return taken, words


@pytest.mark.parametrize(("bears", "share"), [(1, 0.75), (14, 0.95), (200, 0.95)])
def test_it_uses_nearly_all_that_the_relay_bears_with_few_words(clock, bears, share):
    slower = Slower(clock=clock)
    sails(slower, clock, 60, bears)
    taken, words = sails(slower, clock, 60, bears)
    assert share * 60 * bears <= taken <= 61 * bears
    assert words <= 40


def test_a_relay_that_has_said_nothing_is_not_held_back(clock):
    slower = Slower(clock=clock)
    for _ in range(1000):
        slower.took()
        slower.left()
    assert not slower.heard
    assert slower.wait() == 0


def test_what_one_found_is_where_the_next_begins_and_no_bound_for_long(clock):
    slower = Slower(14.0, clock)
    slower.left()
    slower.left()  # one that comes late is caught up
    assert 0.9 / 14 < slower.wait() < 1 / 14
    sails(slower, clock, 60, 1e9)
    assert not slower.heard


def test_what_had_left_before_it_was_told_is_not_heard_as_another_word(clock):
    slower = Slower(clock=clock)
    assert [slower.told() for _ in range(10)] == [1.0] * 10
    clock.now += 1
    assert slower.told() == 2.0


def test_a_relay_that_takes_nothing_for_half_a_minute_is_out_of_order(clock):
    slower = Slower(clock=clock)
    begun = clock.now
    while (quiet := slower.told()) is not None:
        clock.now += quiet
    assert clock.now - begun == PATIENCE


def test_a_relay_that_bears_more_by_now_is_used_to_the_full(clock):
    slower = Slower(clock=clock)
    slower.told()
    assert slower.heard
    sails(slower, clock, 300, 1e9)
    assert not slower.heard
    assert LEAST > 0


def test_near_a_pace_that_a_person_chose_it_gives_way_a_little(clock):
    slower = Slower(clock=clock)
    assert 1 / 14 < slower.told(chosen=14) < 1 / 13.5
    slower.left()  # one that comes late is caught up
    slower.left()
    assert 0.95 / 14 < slower.wait() < 1.05 / 13
