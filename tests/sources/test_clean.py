from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.sources.clean import clean_html, clean_text, clean_url, one_line, unpiled


@pytest.mark.parametrize(
    "disguise",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href='java&#9;script&#58;alert(1)'>x</a>",
        "<a href='\x01javascript:alert(1)'>x</a>",
        "<a href='java\u202escript:alert(1)'>x</a>",
        "<a href='java\u200bscript:alert(1)'>x</a>",
        "<a href=' vbscript:msgbox(1)'>x</a>",
        "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
        "<a href='feed:javascript:alert(1)'>x</a>",
        "<a href='//evil.example/x' onclick='alert(1)'>x</a>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
        "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
        "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<base href=javascript:alert(1)//>",
        "<p style='background:url(javascript:alert(1))'>x</p>",
        "<style>@import 'https://evil.example'</style><link rel=stylesheet href=https://evil.example>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<template><script>alert(1)</script></template>",
        "<details open ontoggle=alert(1)>x</details>",
        "<xmp><img src=x onerror=alert(1)></xmp><plaintext><script>alert(1)",
        "\0<\0script>alert(1)</script>",
        # what a parser makes of it only the second time it is read
        "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>",
        "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
        "<svg></p><style><a id='</style><img src=x onerror=alert(1)>'>",
        "<svg><foreignObject><p title='</foreignObject></svg><img src=x onerror=alert(1)>'></p></foreignObject></svg>",
        "<select><style></select><img src=x onerror=alert(1)></style>",
        "<textarea></textarea><script>alert(1)</script><title></title><img src=x onerror=alert(1)>",
        "<b title='--><img src=x onerror=alert(1)>'><!-- </b>",
        # other letters, other spellings
        "<a href='javascript&colon;alert(1)'>x</a>",
        "<a href='&#x6A&#x61&#x76&#x61script:alert(1)'>x</a>",
        "<a href='\u2028javascript:alert(1)'>x</a>",
        "<a href='ja\u00advascript:alert(1)'>x</a>",
        "<a href='\uff4aavascript:alert(1)' onclick\u2003=alert(1)>x</a>",
        "<\u017fcript>alert(1)</\u017fcript><script/x>alert(1)</script/x>",
        "<img/src=x/onerror=alert(1)><p/onclick=alert(1)>x</p>",
        # what runs or loads by itself
        "<body onload=alert(1)><marquee onstart=alert(1)>x</marquee>",
        "<input autofocus onfocus=alert(1)><video poster=javascript:alert(1) src=x onerror=alert(1)></video>",
        "<audio src=x onerror=alert(1)></audio><p style='animation-name:x' onanimationstart=alert(1)>x</p>",
        "<button popovertarget=x onbeforetoggle=alert(1)>x</button><link rel=import href=https://evil.example>",
        "<isindex action=javascript:alert(1)><area href=javascript:alert(1)><embed src=//evil.example/x.swf>",
        "<a href=https://a.example ping=https://evil.example style='background:url(https://evil.example)'>x</a>",
        "<table background=javascript:alert(1)><tr><td background=javascript:alert(1)>x</td></tr></table>",
        "<p style='--x:url(//evil.example);list-style:url(//evil.example)'>x</p><img srcset='//evil.example 1x'>",
    ],
)
def test_a_script_survives_in_no_disguise(disguise: str) -> None:
    said = clean_html(f"<p>before</p>{disguise}<p>after</p>").lower()
    assert "before" in said
    for mark in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<style",
        "<link",
        "<form",
        "<meta",
        "<base",
        "style=",
        "<object",
    ):
        assert mark not in said
    for mark in (
        'href="java',
        'href="vb',
        'href="data',
        'href="//',
        'href="feed',
        " onerror=",
        " onload=",
        " onclick=",
        " onfocus=",
        " onstart=",
        " ping=",
        " background=",
        " srcset=",
    ):
        assert mark not in said.replace("&lt;img src=x onerror=", "")
    assert clean_html(said) == said  # read a second time, it is no other


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("  https://example.org/a b\n", "https://example.org/a%20b"),
        ("https://exam\u200bple.org/\u202ex", "https://example.org/x"),
        ("https://example.org/தமிழ்", "https://example.org/தமிழ்"),
        ("HTTPS://Example.org/", "HTTPS://Example.org/"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
        ("mailto:desk@example.org?subject=Hello there", "mailto:desk@example.org?subject=Hellothere"),
        *(
            (bad, "")
            for bad in ("", "javascript:alert(1)", "java\tscript:alert(1)", "JaVaScRiPt:x", "data:text/html,x")
        ),
        *(
            (bad, "")
            for bad in (
                "//example.org",
                "/a",
                "ftp://example.org",
                "https://",
                "https://u:p@example.org/",
                "http://[::1",
            )
        ),
        *(
            (bad, "")
            for bad in ("mailto:", "file:///etc/passwd", "https://example.org:port/", "blob:https://example.org/x")
        ),
    ],
)
def test_only_links_of_the_web_and_of_mail_are_links(url: str, safe: str) -> None:
    assert clean_url(url) == safe


def test_links_keep_words_and_lose_what_tracks_or_runs() -> None:
    html = '<a href="https://example.org/?a=1&amp;b=2" onclick="x()" target="_blank" class="c" title="T">words</a>'
    assert clean_html(html) == '<a href="https://example.org/?a=1&amp;b=2" title="T">words</a>'


def test_control_characters_overrides_and_surrogates_go() -> None:
    assert clean_text("a\0b\x07c\x1bd\x85e\u202ef\u202ag\ud800h\ufeffi\ufffej") == "abcd\nefghij"


def test_soft_hyphens_and_tracking_spaces_go_and_joiners_stay() -> None:
    assert clean_text("news\u00adroom mar\u200bked") == "newsroom marked"
    assert clean_text("ශ්\u200dරී می\u200cخواهم 👩\u200d👧") == "ශ්\u200dරී می\u200cخواهم 👩\u200d👧"


def test_text_is_nfc_and_typography_is_kept() -> None:
    assert clean_text("cafe\u0301 “quoted” – ‘so’ … «là»") == "café “quoted” – ‘so’ … «là»"


def test_no_break_spaces_stay_where_typography_wants_them() -> None:
    assert (
        clean_text("«\u00a0Oui\u00a0» à 10\u00a0000\u00a0€\u00a0!") == "«\u00a0Oui\u00a0» à 10\u00a0000\u00a0€\u00a0!"
    )
    assert clean_text("a\u00a0word\u00a0apart") == "a word apart"


def test_entities_cannot_bring_back_what_was_stripped() -> None:
    assert clean_html("<p>a&#x202e;b&#173;c&#8203;d</p>") == "<p>abcd</p>"


def test_any_depth_of_nesting_keeps_all_words() -> None:
    assert clean_html("<div>" * 300 + "<p>deep</p>" + "</div>" * 300 + "<p>after</p>") == "<p>deep</p><p>after</p>"


def test_line_ends_of_all_systems_become_one() -> None:
    assert clean_text("a\r\nb\rc\u2028d\u2029e") == "a\nb\nc\nd\ne"
    assert one_line(" a\r\n  b\t c ") == "a b c"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    once.encode("utf-8")


@given(st.text(alphabet="<>/=\"' aspibr&#;x1", max_size=60))
def test_cleaned_html_stays_as_it_is(text: str) -> None:
    once = clean_html(text)
    assert clean_html(once) == once


def test_marks_piled_on_a_letter_are_found_wherever_it_stands() -> None:
    for at in range(400, 440):
        before, mark, after = "x" * at, "\u0316", "y" * 200
        assert unpiled(before + mark * 31 + after) == before + mark * 30 + after
