"""SMTP's client side, replayed: the same events wherever the server's bytes are cut."""

from __future__ import annotations

import itertools

import pytest

from publisher.channels.mail.protocol import Answered, Dialogue, Wanted

ALL = ("pipelining", "chunking")


class Played:
    """A dialogue that sends mails one after another, as many bodies ahead as it may, and what came of it."""

    def __init__(self, offers: tuple[str, ...], mails: int, window: int = 1) -> None:
        self.dialogue = Dialogue(offers)
        self.to_come = list(range(mails))
        self.names: dict[object, int] = {}
        self.window, self.open = window, 0
        self.begun: object = None
        self.wanted = False
        self.said: list[bytes] = []
        self.told: list[tuple[int, str, int, str]] = []
        self.go_on()

    def go_on(self) -> None:
        while True:
            if self.begun is None and self.to_come:
                number = self.to_come.pop(0)
                self.begun, events = self.dialogue.begin("n@news.example", f"r{number}@example.org")
                self.names[self.begun] = number
                self.wanted = bool(events)
            if not self.wanted or self.open >= self.window:
                break
            self.dialogue.body(self.begun, b"Hi %d\r\n.\r\n" % self.names[self.begun])  # type: ignore[arg-type]
            self.open += 1
            self.begun, self.wanted = None, False
        if out := self.dialogue.outgoing():
            self.said.append(out)

    def hear(self, data: bytes) -> None:
        for event in self.dialogue.feed(data):
            if isinstance(event, Wanted):
                self.wanted = True
                continue
            assert isinstance(event, Answered)
            self.told.append((self.names[event.mail], event.stage, event.code, event.words))
            if event.mail is self.begun:
                self.begun, self.wanted = None, False
            elif event.stage == "dot":
                self.open -= 1
            else:  # refused after its body had left with the envelope
                self.open -= 1
        self.go_on()


YES = b"250 2.1.0 ok\r\n"
GO = b"354 go on\r\n"
NO = b"550-5.1.1 no such\r\n550 5.1.1 user\r\n"
STORY = (  # what a server may say at a time
    YES + YES + GO,
    b"250 taken\r\n" + YES + NO + b"554 nobody\r\n",
    YES + YES + YES + GO,
    b"451-4.3.0 a\r\n451 b\r\n",
)
CUTS = [(number, cut) for number, said in enumerate(STORY) for cut in range(len(said))]
TOLD = [(0, "dot", 250, "taken"), (1, "rcpt", 550, "5.1.1 no such 5.1.1 user"), (2, "dot", 451, "4.3.0 a b")]


def played(parts: list[bytes]) -> Played:
    played = Played(("pipelining",), 3)
    for part in parts:
        played.hear(part)
    return played


def test_pipelined_a_body_its_dot_and_the_next_envelope_leave_together():
    line = Played(("pipelining",), 2)
    assert line.said == [b"MAIL FROM:<n@news.example>\r\nRCPT TO:<r0@example.org>\r\nDATA\r\n"]
    line.hear(YES + YES + GO)
    assert line.said[1] == (b"Hi 0\r\n..\r\n.\r\nMAIL FROM:<n@news.example>\r\nRCPT TO:<r1@example.org>\r\nDATA\r\n")


@pytest.mark.parametrize(("number", "cut"), CUTS)
def test_each_reply_belongs_to_its_mail_wherever_it_is_cut(number, cut):
    said = STORY[number]
    assert played([*STORY[:number], said[:cut], said[cut:], *STORY[number + 1 :]]).told == TOLD


def test_byte_by_byte_it_is_the_same():
    assert played([bytes([one]) for said in STORY for one in said]).told == TOLD


def test_without_pipelining_nothing_is_said_before_the_last_answer():
    line = Played((), 2)
    replies = iter([YES, YES, GO, b"250 taken\r\n", YES, NO, YES])
    while reply := next(replies, None):
        before = len(line.said)
        line.hear(reply)
        assert len(line.said) <= before + 1
    assert [said.split(b"\r\n")[0].split(b":")[0] for said in line.said] == [
        b"MAIL FROM", b"RCPT TO", b"DATA", b"Hi 0", b"MAIL FROM", b"RCPT TO",
    ]  # fmt: skip
    assert all(said.count(b"\r\n") == 1 for said in line.said if not said.startswith(b"Hi"))


def test_a_refused_reader_leaves_no_envelope_that_would_mix_with_the_next():
    line = Played(("pipelining",), 2)
    line.hear(YES + NO)
    assert line.told == [(0, "rcpt", 550, "5.1.1 no such 5.1.1 user")]
    line.hear(b"554 no valid recipients\r\n")
    assert line.said[-1].startswith(b"RSET\r\nMAIL FROM")


def test_a_server_that_waits_for_a_body_to_nobody_gets_none():
    line = Played(("pipelining",), 2)
    line.hear(YES + NO + GO)
    assert line.said[-1].startswith(b".\r\nRSET\r\nMAIL FROM")
    line.hear(b"250 taken for nobody\r\n" + YES + YES + YES + GO)
    line.hear(b"250 taken\r\n")
    assert line.told == [(0, "rcpt", 550, "5.1.1 no such 5.1.1 user"), (1, "dot", 250, "taken")]


def test_chunks_go_with_their_envelopes_as_many_as_the_window_lets():
    line = Played(ALL, 4, window=3)
    [everything] = line.said
    assert everything.count(b"BDAT 9 LAST\r\n") == 3
    assert everything.count(b"MAIL FROM") == 4
    # Until a recipient is known to be taken, its envelope may still be open when the next begins.
    assert everything.count(b"RSET\r\n") == 3
    line.hear((YES + YES + b"250 taken\r\n" + YES) * 3)
    assert [told[:3] for told in line.told] == [(0, "dot", 250), (1, "dot", 250), (2, "dot", 250)]


def test_a_refused_reader_among_chunks_does_not_move_the_others():
    line = Played(ALL, 3, window=3)
    line.hear(YES + NO + b"554 nobody\r\n" + YES + YES + YES + b"250 two\r\n" + YES + YES + YES + b"250 three\r\n")
    assert [told[:3] for told in line.told] == [(0, "rcpt", 550), (1, "dot", 250), (2, "dot", 250)]


@pytest.mark.parametrize("offers", [(), ("pipelining",), ALL])
def test_what_was_not_wholly_written_was_not_taken(offers):
    line = Played(offers, 2)
    for reply in (YES, YES) if offers == ALL else (YES, YES, GO):
        line.hear(reply)
    said = b"".join(line.said)
    end = said.index(b".\r\n.\r\n") + 6 if offers != ALL else said.index(b"Hi 0\r\n.\r\n") + 9
    first = next(mail for mail, number in line.names.items() if number == 0)
    for written, doubted in ((end - 1, []), (end, [first]), (len(said), [first])):
        assert line.dialogue.hung_up(written) == doubted


def test_who_was_not_told_of_hears_of_it_when_the_server_hangs_up():
    line = Played(("pipelining",), 2)
    line.hear(YES + YES + GO)
    line.hear(b"250 taken\r\n" + YES)
    assert line.dialogue.hung_up(line.dialogue.written) == []
    assert [line.names[mail] for mail in line.dialogue.mails] == [1]


@pytest.mark.parametrize(
    "nonsense", [b"hello\r\n", b"2500 ok\r\n", b"25\r\n", b"\x00\xff\r\n", b"250" + b"x" * 5000, b"099 no\r\n"]
)
def test_what_no_server_says_ends_it_without_a_yes(nonsense):
    line = Played(("pipelining",), 1)
    line.hear(YES + YES + GO)
    line.hear(nonsense)
    assert line.dialogue.closing
    assert [told[2] for told in line.told] == [-1]


def test_goodbye_without_being_asked_ends_it():
    line = Played((), 0)
    line.hear(b"421 4.4.2 idle for too long\r\n")
    assert line.dialogue.closing
    assert line.told == []


def test_a_mail_that_is_not_to_leave_is_dropped_before_data_and_hung_up_on_after():
    early, late = Dialogue(()), Dialogue(("pipelining",))
    for dialogue, can in ((early, True), (late, False)):
        mail, _ = dialogue.begin("n@news.example", "r@example.org")
        dialogue.outgoing()
        assert dialogue.forget(mail) is can
    early.begin("n@news.example", "s@example.org")
    early.feed(YES)
    assert early.outgoing() == b"RSET\r\n"


def test_every_way_to_answer_three_mails_is_told_once_each():
    """All combinations of yes and no at each stage, with and without a server that says 354 to nobody."""
    for fates in itertools.product(["mail", "rcpt", "lone", "dot", "yes"], repeat=3):
        line = Played(("pipelining",), 3)
        for number, fate in enumerate(fates):
            while not line.said[-1].endswith(b"DATA\r\n"):
                line.hear(b"250 reset\r\n")
            reset = YES if b"RSET" in line.said[-1] else b""
            lone = YES if line.said[-1].startswith(b".\r\nRSET") else b""
            dot = b"250 taken\r\n" if number and fates[number - 1] == "yes" else b"552 5.3.4 no\r\n"
            before = dot if number and fates[number - 1] in ("yes", "dot") else b""
            middle = {
                "mail": b"452 later\r\n503 no\r\n503 no\r\n", "rcpt": YES + b"550 no\r\n554 no\r\n",
                "lone": YES + b"550 no\r\n" + GO, "dot": YES + YES + GO, "yes": YES + YES + GO,
            }[fate]  # fmt: skip
            line.hear(before + lone + reset + middle)
        line.hear({"yes": b"250 taken\r\n", "dot": b"552 5.3.4 no\r\n"}.get(fates[2], b""))
        stages = {"mail": "mail", "rcpt": "rcpt", "lone": "rcpt", "dot": "dot", "yes": "dot"}
        assert [told[:2] for told in line.told] == [(n, stages[fate]) for n, fate in enumerate(fates)], fates
