"""What correcting and taking down do to each post of an article, in a sentence for people."""

from __future__ import annotations

from publisher.channels import CHANNELS
from publisher.models.amendment import OPEN
from publisher.models.post import CANCELLED, SENDING, SENT, UNCERTAIN

from . import correction, costs
from .amending import NOT_OUT, Place


def correcting(place: Place) -> str:
    """What “correct everywhere” does here, or why it does nothing."""
    if place.down:
        return "It is taken down."
    if place.post.state in NOT_OUT:
        return "It has not gone yet: it goes with the corrected words, once they are approved."
    if place.mail:
        return _correcting_mail(place)
    if place.post.note:
        return "A correction note stays as it is."
    if not place.amends:
        return CHANNELS[place.post.channel.kind].instead
    if place.blocked:
        return f"It cannot be corrected as the article is: {place.blocked}"
    if not place.corrects:
        if place.own:
            return "It carries words of your own: change them below."
        return "It is on the way already." if place.last and place.last.state in OPEN else "It says so already."
    if place.post.state == SENT:
        return "It is changed in its place; likes, answers and its address stay."
    return "It is on its way, or in doubt: it is changed as soon as it is known to be there."


def _correcting_mail(place: Place) -> str:
    rest = correction.rest(place.post)
    gone = place.post.candidates - rest
    if place.corrects:
        return (
            f"The rest stops: {rest:,} have not got it, and a draft of the corrected text is made for them, for you to"
            f" look at and confirm. {gone:,} have it, or may: a mail cannot be changed."
        )
    return f"{gone:,} have it, or may. A mail that has left cannot be changed; write to them anew if it matters."


def taking_down(place: Place) -> str:
    """What “take down everywhere” does here, or why it does nothing."""
    if place.mail:
        return _taking_down_mail(place)
    if place.down:
        return "It is taken down, or about to be."
    if place.post.state in NOT_OUT:
        return "It has not gone, and does not go any more."
    deletion = CHANNELS[place.post.channel.kind].deletion
    costs_money = f" That costs {costs.dollars(deletion)}." if deletion else ""
    return {
        SENT: f"It is deleted there, with its likes and answers to it; its address leads nowhere then.{costs_money}",
        UNCERTAIN: "Nobody knows whether it is there. If it is, it is deleted; it is never sent again.",
    }.get(place.post.state, "It is being sent at this moment: it is deleted as soon as it is there.")


def _taking_down_mail(place: Place) -> str:
    state, rest = place.post.state, correction.rest(place.post)
    have = f"{place.post.candidates - rest:,} have it, or may, and a mail that has left cannot be taken back."
    if place.down or state == CANCELLED:
        return f"It is withdrawn. {have}" if place.post.candidates else "It did not go."
    if state in NOT_OUT:
        return "It has not gone, and does not go any more."
    stops = f"The rest stops: {rest:,} do not get it. " if state == SENDING else ""
    return f"{stops}{have} Its copy on our pages is taken down."


def _of_letters(states: set[str]) -> str:
    if SENDING in states or CANCELLED in states:
        return "stop the newsletter"
    return "hide the newsletter’s copy" if SENT in states else "cancel the newsletter"


def button(verb: str, there: list[Place]) -> str:
    """A verb and a count, for the button: "Take down 4 posts and stop the newsletter"."""
    done = [place for place in there if (place.corrects if verb == "correct" else place.takes_down)]
    networks, letters = sum(not place.mail for place in done), sum(place.mail for place in done)
    said = {"correct": "Correct", "take-down": "Take down"}.get(verb, "Send the note")
    parts = [f"{said.lower()} {networks} {'post' if networks == 1 else 'posts'}"] if networks else []
    parts += [_of_letters({place.post.state for place in done if place.mail})] if letters else []
    words = " and ".join(parts)
    return words[:1].upper() + words[1:] if words and verb != "note" else said
