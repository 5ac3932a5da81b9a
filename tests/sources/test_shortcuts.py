"""What is looked at quickly first, so that most lines are asked no more, never changes what is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.sources import asking, boxes, dates, sharing
from publisher.sources.setting import class_styles
from publisher.sources.vocabulary import files, vocabulary
from publisher.sources.words import Words

WRITTEN = "19 2026 20264 :04 7 ۲۰۲۶ ٣ ६ May mai мая Мая Published опубликовано É ao Ao Jan한국 பாண்டியன் Novak"
PIECES = [*WRITTEN.split(), *" .,\n-éǅİΩﬁªა年", "May 6, 2026", "20263 comments"]
WORDS = vocabulary(["latin", "cyrillic", "arabic", "han"], "en")
NAMED = "Facebook X t.me Telegram 微信 WhatsApp Instagram2 Share Поделиться شارك 分享 12 1k K m m2 print e-mail · | @"
LABELS = [*NAMED.split(), "share on", "Threads", "Signal", "ferry", "The", "Печать", "été", "sharé"]


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_days_joined_to_words_are_parted_wherever_they_stand(text: str) -> None:
    assert dates.unglued(text) == dates._GLUED.sub(" ", text)


@pytest.mark.parametrize("words", [WORDS["share"], vocabulary(["han"], "en")["share"]], ids=["many", "few"])
@settings(max_examples=500)
@given(pieces=st.lists(st.sampled_from(LABELS), max_size=6), between=st.sampled_from([" ", "", " | "]))
def test_a_row_of_share_buttons_is_known_by_all_of_it(words: Words, pieces: list[str], between: str) -> None:
    class AnyWord(frozenset[str]):
        def issuperset(self, _: object) -> bool:
            return True

    text = between.join(pieces)
    found = sharing.share_names(text, words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing, "_of_rows", lambda _: AnyWord())
        assert sharing.share_names(text, words) == found


def test_no_phrase_of_share_buttons_leaves_a_word_open() -> None:
    assert [said for file in files().values() for said in file.get("share", ()) if "*" in said] == []


@pytest.mark.parametrize("name", ["ask", "giving", "ours", "you", "we", "periods"])
@given(data=st.data())
def test_what_several_paragraphs_say_is_what_each_of_them_says(name: str, data: st.DataObject) -> None:
    said = sorted(WORDS[name].phrases)
    lines = st.lists(st.sampled_from([*said[:: max(1, len(said) // 40)], "ferry", "we", "your", "5", "€"]), max_size=4)
    texts = data.draw(st.lists(lines.map(" ".join), min_size=1, max_size=3))
    together = WORDS[name].found("\n".join(texts))
    assert together == frozenset[str]().union(*map(WORDS[name].found, texts))


@pytest.mark.parametrize("tag", ["style", "STYLE", "Style"])
def test_a_style_sheet_is_read_however_its_element_is_written(tag: str) -> None:
    assert class_styles(f"<p>x</p><{tag}>\n.c1{{font-weight:700}}</{tag}>") == {("", "c1"): "font-weight:700"}


@pytest.mark.parametrize(
    "text", ["https://a.example/x", "WWW.a.example", "see www.a.example", "news.a.org/give", "a.b", "w."]
)
def test_an_address_is_found_wherever_one_is(text: str) -> None:
    assert bool(asking.URL.findall(text)) <= bool(asking.MAY_HAVE_URL.search(text))


@pytest.mark.parametrize(
    ("url", "network"),
    [
        ("https://x.com/intent/post?text=a", "twitter"),
        ("https://twitter.com/share?url=a", "twitter"),
        ("https://api.whatsapp.com/send?text=a", "whatsapp"),
        ("whatsapp://send?text=a", "whatsapp"),
        ("https://a.example/whatsapp:tips", ""),
        ("mailto:?subject=a", "email"),
        ("mailto:desk@a.example?subject=a", ""),
        ("https://a.example/mailto:?b", ""),
    ],
)
def test_a_share_link_is_known_by_its_address(url: str, network: str) -> None:
    assert boxes.share_network(url) == network


@pytest.mark.parametrize(
    ("url", "gives"),
    [
        ("https://a.example/steun-ons", True),
        ("https://a.example/ondersteuning", False),
        ("https://a.example/dons", True),
    ],
)
def test_a_page_for_giving_is_known_by_its_address(url: str, gives: bool) -> None:
    assert boxes.leads_to_giving(url) == gives


@pytest.mark.parametrize("attrs", [{}, {"class": ""}, {"class": "newsletter-box"}, {"class": "byline", "id": "share"}])
@pytest.mark.parametrize(("share", "letters"), [(0.1, 50), (0.45, 5000), (0.45, 50), (0.9, 5000)])
@pytest.mark.parametrize("tag", ["div", "aside", "li"])
def test_what_an_element_tells_is_remembered_as_it_was(
    tag: str, share: float, letters: int, attrs: dict[str, str]
) -> None:
    told = boxes._standing(tag, attrs, share > 0.5, share < 0.4 or letters < 200)
    assert boxes.standing(tag, attrs, share, letters) == told == boxes.standing(tag, attrs, share, letters)
