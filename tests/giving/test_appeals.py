from __future__ import annotations

from collections import Counter

import pytest

from publisher.giving.appeals import NoLink, appeal_of, foreign, keep, offer, wording, wordings
from publisher.models import Appeal, Article, Newsroom, Wording
from publisher.story import PastedAppeal

pytestmark = pytest.mark.django_db

PASTED = PastedAppeal("Keep us reporting", ("We are few.", "“Help” us."), "Donate now", "https://give.example.org/a")


def an_appeal(name: str = "Winter", *, standing: bool = False, active: bool = True) -> Appeal:
    return Appeal.objects.create(name=name, link="https://give.example.org/a", standing=standing, active=active)


def words(appeal: Appeal, label: str, language: str = "en", **more: object) -> Wording:
    given = {"headline": f"{label} {language}", "body": "b", "call_to_action": "Give"} | more
    return Wording.objects.create(appeal=appeal, label=label, language=language, **given)


def an_article(appeal: Appeal | None = None, *, no_appeal: bool = False) -> Article:
    return Article.objects.create(title="T", story={}, text_hash="x", appeal=appeal, no_appeal=no_appeal)


def the_newsroom(language: str) -> None:
    Newsroom.objects.create(name="N", sender_name="N", sender_address="n@example.org", language=language)


def test_the_standing_appeal_rides_on_an_article_that_names_none() -> None:
    standing = an_appeal(standing=True)
    an_appeal("Other")
    assert appeal_of(an_article()) == standing


def test_the_articles_own_appeal_goes_before_the_standing_one() -> None:
    an_appeal(standing=True)
    own = an_appeal("Own")
    assert appeal_of(an_article(own)) == own


def test_an_article_that_wants_none_has_none() -> None:
    words(an_appeal(standing=True), "A")
    article = an_article(no_appeal=True)
    assert wordings(article, "en") == []
    assert wording(article, "en", key="k") is None


def test_an_appeal_without_words_in_the_storys_language_is_said() -> None:
    words(an_appeal(standing=True), "A", "pt-BR")
    assert foreign(an_article(), "uk") == (
        "“Winter” has no words in Ukrainian, so it rides in Portuguese: give it a wording in Ukrainian."
    )
    assert [foreign(an_article(), tag) for tag in ("pt", "pt-PT", "und", "")] == ["", "", "", ""]
    assert foreign(an_article(no_appeal=True), "uk") == ""


def test_a_retired_appeal_rides_nowhere() -> None:
    assert appeal_of(an_article(an_appeal(active=False))) is None


def test_a_mail_carries_at_most_two_wordings_in_order_of_their_labels() -> None:
    appeal = an_appeal(standing=True)
    for label in "CBA":
        words(appeal, label)
    words(appeal, "0", active=False)
    assert [w.label for w in wordings(an_article(), "en")] == ["A", "B"]


@pytest.mark.parametrize(
    ("story", "newsroom", "chosen"),
    [
        ("ta", "en", "ta"),
        ("ta-LK", "en", "ta"),
        ("si", "en", "en-GB"),
        ("und", "ta", "ta"),
        ("si", "fr", "ar"),  # neither: the first that there is
        ("en-gb", "ta", "en-GB"),
    ],
)
def test_words_are_in_the_storys_language_else_the_newsrooms_else_any(story: str, newsroom: str, chosen: str) -> None:
    the_newsroom(newsroom)
    appeal = an_appeal(standing=True)
    for language in ("ta", "en-GB", "ar"):
        words(appeal, "A", language)
    assert [w.language for w in wordings(an_article(), story)] == [chosen]


def test_an_appeal_without_words_rides_nowhere() -> None:
    an_appeal(standing=True)
    assert wordings(an_article(), "en") == []


def test_a_post_keeps_its_wording_and_posts_share_them_evenly() -> None:
    appeal = an_appeal(standing=True)
    words(appeal, "A")
    words(appeal, "B")
    article = an_article()
    chosen = {str(n): wording(article, "en", key=str(n)) for n in range(100)}
    assert all(wording(article, "en", key=key) == one for key, one in list(chosen.items())[:5])
    assert min(Counter(one.label for one in chosen.values() if one).values()) > 30


def test_a_pasted_appeal_is_known_by_its_words() -> None:
    known = words(an_appeal(), "A", headline="KEEP us  reporting", body='We are few.\n\n"Help" us.')
    assert offer(PASTED).wording == known


def test_other_words_for_the_same_place_are_offered_as_a_new_wording() -> None:
    appeal = an_appeal()
    words(appeal, "A")
    found = offer(PASTED)
    assert (found.appeal, found.wording) == (appeal, None)
    made = keep(PASTED, language="en")
    assert (made.appeal, made.label, made.body) == (appeal, "B", "We are few.\n\n“Help” us.")


def test_an_unknown_one_becomes_a_new_appeal_once() -> None:
    assert offer(PASTED).appeal is None
    made = keep(PASTED, language="en")
    assert keep(PASTED, language="en") == made
    assert (made.appeal.name, made.appeal.link, made.label) == ("Keep us reporting", PASTED.url, "A")


def test_an_appeal_without_a_headline_is_found_again_by_its_first_words() -> None:
    words = "We live on what readers give and on nothing else, neither on advertisements nor on a party."
    made = keep(PastedAppeal("", (words,), "Give", "https://give.example.org/"), language="en").appeal
    assert made.name == "We live on what readers give and on nothing else, neither o…"
    made = keep(PastedAppeal("", (), "Give now", "https://other.example.org/"), language="en").appeal
    assert made.name == "Give now"


def test_an_appeal_without_a_place_to_give_is_refused_in_a_sentence() -> None:
    with pytest.raises(NoLink, match="Say where people can give"):
        keep(PastedAppeal("Help", ("us",), url="javascript:alert(1)"), language="en")
    assert keep(PastedAppeal("Help", ("us",)), language="en", link="https://give.example.org/").label == "A"
