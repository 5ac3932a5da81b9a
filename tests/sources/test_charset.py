from __future__ import annotations

import pytest

from publisher.sources.charset import decode

TEXTS = {
    "ru": "Вечером лодки вернулись в гавань, и никто на причале не сказал ни слова. Мэр обещал ответить завтра. Я жду.",
    "uk": "Увечері човни повернулися до гавані, і ніхто на причалі не сказав ані слова. Мер обіцяв відповісти завтра.",
    "ar": "عادت القوارب إلى الميناء مساء، ولم يقل أحد على الرصيف كلمة واحدة. ووعد بالرد غدا.",
    "he": "בערב חזרו הסירות לנמל, ואיש על הרציף לא אמר מילה. ראש העיר הבטיח להשיב מחר בבוקר.",
    "el": "Το βράδυ οι βάρκες γύρισαν στο λιμάνι και κανείς στην προβλήτα δεν είπε λέξη.",
    "ja": "夕方、船が港に帰ってきたが、桟橋では誰も何も言わなかった。市長はあした答えると約束した。",
    "ko": "저녁에 배들이 항구로 돌아왔지만 부두에서는 아무도 말을 하지 않았다. 시장은 내일 답하겠다고 약속했다.",
    "zh-TW": "晚上船都回到了港口,碼頭上的人沒有說一句話。市長答應明天會回答,他說這是大事。" * 2,
    "zh-CN": "晚上船都回到了港口,码头上的人没有说一句话。市长答应明天会回答,他说这是大事。" * 2,
    "fr": "Le soir, les bateaux sont rentrés au port, où l’été s’achevait ; « personne n’a parlé », dit le maire.",
    "pl": "Wieczorem łodzie wróciły do portu i nikt na nabrzeżu nie powiedział ani słowa. Burmistrz obiecał odpowiedź.",
    "tr": "Akşam tekneler limana döndü ve iskelede hiç kimse bir şey söylemedi. Başkan yarın cevap verecek.",
    "th": "ตอนเย็นเรือกลับเข้าท่า และไม่มีใครบนท่าเรือพูดอะไรเลย นายกเทศมนตรีสัญญาว่าจะตอบพรุ่งนี้",
}
WRITTEN = [
    ("ru", "windows-1251"), ("ru", "koi8-r"), ("uk", "windows-1251"), ("ar", "windows-1256"), ("he", "windows-1255"),
    ("el", "windows-1253"), ("ja", "shift_jis"), ("ja", "euc-jp"), ("ja", "iso-2022-jp"), ("ko", "euc-kr"),
    ("zh-TW", "big5"), ("zh-CN", "gb18030"), ("zh-CN", "gb2312"), ("fr", "windows-1252"), ("pl", "windows-1250"),
    ("tr", "windows-1254"), ("th", "tis-620"),
]  # fmt: skip


def page(language: str, *, head: str = "", lang: bool = True) -> str:
    html = f'<html lang="{language}">' if lang else "<html>"
    return f"<!DOCTYPE html>{html}<head>{head}<title>x</title></head><body><p>{TEXTS[language]}</p></body></html>"


@pytest.mark.parametrize(("language", "charset"), WRITTEN)
def test_a_charset_that_the_server_names_is_believed(language: str, charset: str) -> None:
    text = page(language)
    assert decode(text.encode(charset), charset.upper()) == text


@pytest.mark.parametrize(("language", "charset"), WRITTEN)
def test_a_charset_that_the_page_names_late_is_found(language: str, charset: str) -> None:
    text = page(language, head=f'<style>{"a{b:c}" * 1000}</style><meta charset="{charset}">', lang=False)
    assert decode(text.encode(charset)) == text


@pytest.mark.parametrize("wrong", ["utf-8", "iso-8859-1", "no-such-charset"])
@pytest.mark.parametrize(("language", "charset"), WRITTEN)
def test_a_wrong_declaration_is_not_believed(language: str, charset: str, wrong: str) -> None:
    text = page(language, head=f'<meta http-equiv="Content-Type" content="text/html; charset={wrong}">')
    assert decode(text.encode(charset), wrong) == text


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("wrong", ["", "iso-8859-1", "windows-1251", "shift_jis", "big5", "gb2312", "utf-16"])
def test_utf_8_is_utf_8_whatever_is_declared(language: str, wrong: str) -> None:
    assert decode(page(language).encode(), wrong) == page(language)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_utf_16_is_known_with_and_without_its_mark(language: str, charset: str) -> None:
    assert decode(page(language).encode(charset), "utf-8") == page(language)


def test_the_charset_of_an_xml_declaration_is_found() -> None:
    text = f'<?xml version="1.0" encoding="windows-1251"?>{page("ru", lang=False)}'
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize(("language", "wrong"), [("zh-TW", "gb2312"), ("zh-CN", "big5"), ("ja", "gb2312")])
def test_asian_sets_are_not_taken_for_one_another(language: str, wrong: str) -> None:
    charset = {"zh-TW": "big5", "zh-CN": "gb18030", "ja": "shift_jis"}[language]
    assert decode(page(language).encode(charset), wrong) == page(language)


@pytest.mark.parametrize("language", ["ru", "fr", "ja"])
def test_one_broken_byte_does_not_make_another_charset_of_utf_8(language: str) -> None:
    broken = page(language).encode().replace(b"</p>", b"\xff</p>")
    assert TEXTS[language] in decode(broken, "iso-8859-1")


@pytest.mark.parametrize("data", [b"", b"\xff", b"\x00", b"\xfe\xff", bytes(range(256)) * 20, b"\x1b$B", b"\x80" * 9])
def test_bytes_that_are_no_text_raise_nothing(data: bytes) -> None:
    assert isinstance(decode(data, "\x00"), str)
