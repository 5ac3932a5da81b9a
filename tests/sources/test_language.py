from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from publisher.sources.dates import dates
from publisher.sources.labels import labels
from publisher.sources.language import SCRIPTS, direction, language
from publisher.sources.vocabulary import files, vocabulary

EVERY = vocabulary(file["script"] for file in files().values())


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("The boats came back in the evening, and nobody asked them where they had been for so long.", "en"),
        ("Los barcos volvieron por la tarde y nadie les preguntó en qué lugar del mar habían estado.", "es"),
        ("Les bateaux sont rentrés dans la soirée et personne ne leur a demandé où ils étaient.", "fr"),
        ("Die Boote kamen am Abend zurück, und niemand hat sie gefragt, wo sie so lange waren.", "de"),
        (
            "Os barcos voltaram à tarde e ninguém lhes perguntou onde é que eles tinham estado, mas não foi por mal.",
            "pt",
        ),
        ("Лодки вернулись вечером, и никто не спросил, где они были так долго и что они видели.", "ru"),
        ("Човни повернулися ввечері, і ніхто не запитав, де вони були; її теж не питали.", "uk"),
        ("عادت القوارب في المساء ولم يسألها أحد عن المكان الذي كانت فيه", "ar"),
        ("قایق‌ها عصر برگشتند و هیچ‌کس نپرسید که کجا بودند و چرا دیر آمدند", "fa"),
        ("הסירות חזרו בערב ואיש לא שאל אותן היכן היו", "he"),
        ("படகுகள் மாலையில் திரும்பின", "ta"),
        ("බෝට්ටු සවස ආපසු පැමිණියේය", "si"),
        ("船在傍晚回来了，没有人问它们去了哪里。", "zh"),
        ("船は夕方に帰ってきたが、誰もどこにいたのか聞かなかった。", "ja"),
        ("Những con thuyền trở về vào buổi tối và không ai hỏi họ đã ở đâu.", "vi"),
        ("ጀልባዎቹ ማምሻውን ተመለሱ፤ የት እንደነበሩ ማንም አልጠየቀም።", "am"),
        ("ጀልባታት ድሕሪ ቐትሪ ተመሊሰን፣ ኣበይ ከም ዝነበራ ግን ዝሓተተ የለን።", "ti"),
        ("പടകുകൾ വൈകുന്നേരം മടങ്ങിയെത്തി", "ml"),
        ("ເຮືອກັບມາໃນຕອນແລງ", "lo"),
        ("배들은 저녁에 돌아왔고 아무도 묻지 않았다", "ko"),
        ("Die bote het in die aand teruggekom, en niemand het gevra waar hulle so lank was nie.", "af"),
        ("’n Boot is op die water en ek kan dit sien; van hier af is dit ’n stip.", "af"),
        ("De boten kwamen in de avond terug, en niemand heeft gevraagd waar ze zo lang waren.", "nl"),
        ("Wat die man op het dak te zoeken had, dat is de vraag, en hij was in het dorp.", "nl"),
        ("Oui", "und"),
        ("12345 67", "und"),
        ("Łodzie wróciły wieczorem i nikt nie zapytał, gdzie były przez tyle czasu.", "pl"),
        ("Perahu-perahu itu pulang pada malam hari dan tidak ada yang bertanya dari mana mereka.", "id"),
        ("کشتیاں شام کو لوٹ آئیں اور کسی نے نہیں پوچھا کہ وہ کہاں تھیں", "ur"),
        ("নৌকাগুলো সন্ধ্যায় ফিরে এল, কেউ জিজ্ঞেস করল না কোথায় ছিল", "bn"),
        ("A hajók este visszatértek, és senki sem kérdezte, hol voltak ennyi ideig.", "hu"),
        ("Bărcile s-au întors seara și nimeni nu i-a întrebat pe pescari unde au fost până atunci.", "ro"),
        ("Τα καράβια γύρισαν το βράδυ και κανείς δεν ρώτησε πού ήταν.", "el"),
        ("Чаўны вярнуліся ўвечары, і ніхто не запытаўся, дзе яны былі.", "be"),
        ("ညနေပိုင်းတွင် လှေများ ပြန်ရောက်လာသည်", "my"),
        ("Laivat palasivat illalla, eikä kukaan kysynyt, missä ne olivat olleet niin kauan.", "fi"),
        ("Барлык кешеләр дә азат һәм үз абруйлары һәм хокуклары ягыннан тиң булып туалар.", "und"),
        ("Darczyńcy zostali zapytani o zgodę na stojąco, po mszy. Nikt nie usiadł.", "pl"),
        ("Şimdi öğrenciler her gün üçü on geçe meydanda toplanıyor, ötekiler alkışlıyor.", "tr"),
        ("Itsasontziak arratsean itzuli ziren, eta inork ez zuen galdetu non egon ziren hainbeste denbora.", "und"),
    ],
)
def test_a_language_is_known_by_script_and_common_words_or_not_at_all(text: str, tag: str) -> None:
    assert language(text) == tag


def test_what_a_page_declares_counts_where_the_text_does_not_contradict_it() -> None:
    basque = "Itsasontziak arratsean itzuli ziren, eta inork ez zuen galdetu non egon ziren hainbeste denbora."
    assert language(basque, declared="eu-ES") == "eu-ES"
    assert language(basque, declared="ru") == "und"
    assert language("The boats came back in the evening and nobody asked where they had been.", declared="fr") == "en"


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("مرحبا بكم في Facebook", "rtl"),
        ("שלום עולם", "rtl"),
        ("The word سلام means peace", "ltr"),
        ("دفع المواطن 200 دولار لشركة FogCatch", "rtl"),
        ("12 – 34", "ltr"),
    ],
)
def test_direction_follows_most_letters(text: str, runs: str) -> None:
    assert direction(text) == runs


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("21 August 2005", "2005-08-21"),
        ("August 27, 2005", "2005-08-27"),
        ("Published on the 3rd of March, 2024 at 10:15", "2024-03-03"),
        ("Sept. 9, 2024", "2024-09-09"),
        ("22 de enero de 2026", "2026-01-22"),
        ("1er février 2026", "2026-02-01"),
        ("3. März 2026", "2026-03-03"),
        ("10 de novembro de 2025", "2025-11-10"),
        ("19 сентября 2025", "2025-09-19"),
        ("5 مايو 2026", "2026-05-05"),
        ("٥ مايو ٢٠٢٦", "2026-05-05"),
        ("2 בפברואר 2026", "2026-02-02"),
        ("12 மார்ச் 2026", "2026-03-12"),
        ("2026 මැයි 4", "2026-05-04"),
        ("2026. gada 20. novembris", "2026-11-20"),
        ("2026-yil 20-noyabr", "2026-11-20"),
        ("2026-жылдын 20-ноябры", "2026-11-20"),
        ("2026 жылғы 20 қараша", "2026-11-20"),
        ("20 ga Nuwamba, 2026", "2026-11-20"),
        ("2026 m. lapkričio 20 d.", "2026-11-20"),
        ("2026年4月9日", "2026-04-09"),
        ("2026-04-09T08:15:00Z", "2026-04-09"),
        ("27. 1. 2026", "2026-01-27"),
        ("31/12/2020", "2020-12-31"),
        ("12/31/2020", "2020-12-31"),
    ],
)
def test_a_date_is_read_in_many_languages(text: str, iso: str) -> None:
    assert [found[0] for found in dates(text, EVERY)] == [iso]


@pytest.mark.parametrize(("own", "iso"), [("pl", ["2026-11-12"]), ("hr", ["2026-10-12"]), ("", [])])
def test_a_month_that_two_languages_give_a_different_number_is_the_texts_own(own: str, iso: list[str]) -> None:
    assert [found[0] for found in dates("12 listopada 2026", vocabulary(["latin"], own))] == iso


@pytest.mark.parametrize(
    ("tag", "scripts", "own"),
    [
        ("sr-Latn-RS", ["latin"], ("sr-Latn", "en")),
        ("sr-Cyrl", ["cyrillic"], ("sr", "en")),
        ("pt-BR", ["latin"], ("pt", "en")),
        ("en-GB", ["latin"], ("en",)),
        ("sr", ["latin"], ()),
        ("und", ["latin"], ()),
    ],
)
def test_a_texts_own_words_are_those_of_the_file_that_says_most_of_its_tag(
    tag: str, scripts: list[str], own: tuple[str, ...]
) -> None:
    assert vocabulary(scripts, tag).own == own


@pytest.mark.parametrize("text", ["3/4/2020", "31 February 2020", "August 21", "may 5 people", "2020", "32/13/2020"])
def test_a_date_with_two_readings_or_none_is_none(text: str) -> None:
    assert dates(text, EVERY) == []


@pytest.mark.parametrize("tag", list(files()))
def test_every_language_file_is_whole(tag: str) -> None:
    file = files()[tag]
    assert set(file) == set(files()["en"])
    assert len(file["months"]) == 12
    for name, entries in file.items():
        if name != "script":
            assert all(entry == entry.lower().strip() or tag == "si" for entry in entries), name
            assert len(entries) == len(set(entries)), name


@pytest.mark.parametrize("tag", list(labels()))
def test_what_is_known_of_a_language_without_a_file_has_the_lists_that_files_have(tag: str) -> None:
    file = labels()[tag]
    assert tag not in files()
    assert file["script"] in SCRIPTS
    assert set(file) <= set(files()["en"]) - {"months"}
    for name, entries in file.items():
        if name != "script":
            assert all(entry == entry.lower().strip() for entry in entries), name
            assert len(entries) == len(set(entries)), name


def test_serbian_labels_are_known_in_both_scripts() -> None:
    words = vocabulary(["latin"])
    assert words["related"].whole("Pročitajte još")
    assert words["lists"].whole("Najčitanije")
    assert not words["related"].whole("Najčitanije")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Kello soi ja se oli vielä koko yön, mutta hän ei ole nyt siitä mitä sanoo, vaikka kukaan ei ollut.", "fi"),
        ("Hun blev af bådene efter en nat på havet, og det var ikke meget, hun havde, men noget havde hun.", "da"),
        ("Pood on lahti ja see ei ole kõik, mida ta ütleb, aga siis oli juba üks, kes seda veel ei teinud.", "et"),
    ],
)
def test_a_language_without_a_file_is_told_by_its_commonest_words(text: str, known: str) -> None:
    assert language(text) == known


@pytest.mark.parametrize(
    ("declared", "known"), [("sr-Latn", "sr-Latn"), ("sr-Latn-RS", "sr-Latn-RS"), ("sr-Cyrl", "und"), ("sr", "und")]
)
def test_a_declared_script_is_believed_where_the_text_is_written_in_it(declared: str, known: str) -> None:
    assert language("Svakog jutra ulazi u vagon sa kredom u džepu, jer je škola zatvorena.", declared=declared) == known


RIGHTS = tomllib.loads((Path(__file__).parent / "articles_of_rights.toml").read_text("utf-8"))


@pytest.mark.parametrize("tag", RIGHTS)
def test_neighbours_are_told_apart_by_what_they_all_say(tag: str) -> None:
    assert language(RIGHTS[tag]) == tag
