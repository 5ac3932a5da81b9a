"""What is looked at quickly first, so that most lines are asked no more, never changes what is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.sources import dates, sharing
from publisher.sources.setting import class_styles
from publisher.sources.vocabulary import files, vocabulary

WRITTEN = "19 2026 20264 :04 7 ۲۰۲۶ ٣ ६ May mai мая Мая Published опубликовано É ao Ao Jan한국 பாண்டியன் Novak"
PIECES = [*WRITTEN.split(), *" .,\n-éǅİΩﬁªა年", "May 6, 2026", "20263 comments"]
WORDS = vocabulary(["latin", "cyrillic", "arabic", "han"], "en")
NAMED = "Facebook X t.me Telegram 微信 WhatsApp Instagram2 Share Поделиться شارك 分享 12 1k K m m2 print e-mail · | @"
LABELS = [*NAMED.split(), "share on", "ferry", "The", "Печать", "été", "sharé"]


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_days_joined_to_words_are_parted_wherever_they_stand(text: str) -> None:
    assert dates.unglued(text) == dates._GLUED.sub(" ", text)


@given(st.lists(st.sampled_from(LABELS), max_size=6), st.sampled_from([" ", "", " | "]))
def test_a_row_of_share_buttons_is_known_by_all_of_it(pieces: list[str], between: str) -> None:
    class AnyWord(frozenset[str]):
        def issuperset(self, _: object) -> bool:
            return True

    words, text = WORDS["share"], between.join(pieces)
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
