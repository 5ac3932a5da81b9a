"""The words of the sample newsroom: an article, an appeal, names of readers. All invented; no real person is meant."""

from __future__ import annotations

from publisher.story import Block, Kind, Related, Story, StoryPicture

URL = "https://news.example.org/2026/the-tide-book"
PICTURE = "https://news.example.org/pictures/tide-gauge.jpg"

BODY = """
Every morning for eleven years, before she opened her net shop, Ama Perera walked to the end of the pier at Kestrel
Bay and wrote down how high the water stood.

She did it because the official gauge, forty metres away, had stopped. The harbour office said it would be repaired
within the month. That was in 2015.

Now her eleven notebooks are the only unbroken record of the sea on this coast. Last week the planning inspector
accepted them as evidence, over the objection of the company that wants to build 240 flats on the marsh behind the
harbour wall.

> I am not a scientist. I can read a ruler, and I can write down what it says

“I am not a scientist,” Ms Perera told the inquiry. “I can read a ruler, and I can write down what it says. Nobody
had asked me not to.”

# Eighteen centimetres

What the ruler says is plain. Spring tides in Kestrel Bay now reach eighteen centimetres higher than in the year she
began. The company’s flood study, filed in 2023, assumed six. It took its figure from the next working gauge, ninety
kilometres to the south, behind a breakwater.

We compared the notebooks with satellite readings that anyone can download. On 3,700 of 3,912 days they agree to
within two centimetres. On the others, there was a storm, and Ms Perera had written “could not stand” in the margin.

The harbour office did not answer our questions. A former employee, who asked not to be named because she still
lives in town, said that the repair was struck from the budget three years in a row. “It would have cost less than
the sign that says there is a gauge.”

# What happens next

The inspector will decide before the end of the year. If the flats are refused, the council must pay for a new
gauge. If they are allowed, the ground floors will be garages, which the plans describe as “resilient to occasional
inundation”.

Ms Perera has started her twelfth notebook. She has also started to teach: on Saturdays four children from the
primary school walk to the end of the pier with her, each with a ruler.
"""


def paragraphs(text: str) -> list[str]:
    """The parts of a text between empty lines, each on one line."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _block(text: str) -> Block:
    """In BODY, "# " starts a heading and "> " a pull quote."""
    kinds: dict[str, tuple[Kind, str]] = {"# ": ("heading", "h2"), "> ": ("pull_quote", "p")}
    kind, tag = kinds.get(text[:2], ("paragraph", "p"))
    text = text.removeprefix("# ").removeprefix("> ")
    return Block(kind=kind, text=text, html=f"<{tag}>{text}</{tag}>")


def story() -> Story:
    """The sample article."""
    picture = Block(kind="picture", text="", html="")
    blocks = [_block(text) for text in paragraphs(BODY)]
    return Story(
        title="The woman who wrote down the sea",
        standfirst="When the tide gauge broke, the authorities looked away. One shopkeeper did not, and her notebooks "
        "may now stop 240 flats from being built on a flood plain.",
        byline=("Ines Moreau", "Tomás Okafor"),
        published_on="2026-11-24",
        language="en",
        canonical_url=URL,
        blocks=(*blocks[:2], picture, *blocks[2:]),
        pictures=(
            StoryPicture(
                url=PICTURE,
                alt="A drawing of a pier at sunrise, with a tall measuring pole in the water beside it.",
                credit="Drawing: The Estuary Post",
                caption="The gauge at the end of the pier has shown nothing since 2015.",
            ),
        ),
        related=(
            Related("Who owns the marsh?", "2026-09-14", "https://news.example.org/2026/who-owns-the-marsh"),
            Related("The sign that cost more than the gauge", "2026-05-02", "https://news.example.org/2026/the-sign"),
        ),
    )


GIVE = "https://give.example.org/estuary-post"

# language, label, headline, body, call to action, one line for networks
WORDINGS = (
    (
        "en",
        "A",
        "A story takes months. You can pay for the next one.",
        """
We read what others leave in the drawer, line by line. No owner tells us not to, since we have none:
2,300 readers pay for this newsroom, most of them with less than the price of a coffee a month.

If you can, be the next.
""",
        "Give 5 a month",
        "2,300 readers pay for our work. Be the next:",
    ),
    (
        "en",
        "B",
        "Nobody paid us to keep quiet.",
        """
The harbour office buys advertisements in this town. Not in The Estuary Post: we carry none. What we print is
paid for by the people who read it, so that we can print what the harbour office would rather not read.
""",
        "Support our work today",
        "No advertisers, only readers. Support our work:",
    ),
    (
        "fr",
        "A",
        "Une enquête prend des mois. Vous pouvez financer la prochaine.",
        """
Nous lisons, ligne après ligne, ce que d’autres laissent au fond d’un tiroir. Aucun propriétaire ne nous
l’interdit : nous n’en avons pas. 2 300 lectrices et lecteurs font vivre cette rédaction.

Si vous le pouvez, rejoignez-les.
""",
        "Donner 5 par mois",
        "2 300 lecteurs nous font vivre. Rejoignez-les :",
    ),
    (
        "fr",
        "B",
        "Personne ne nous paie pour nous taire.",
        """
Pas de publicité chez nous. Ce que nous publions est payé par celles et ceux qui le lisent, et par eux seuls.
""",
        "Soutenir notre travail",
        "Sans publicité, grâce à vous. Soutenez-nous :",
    ),
)

# language, given names, family names, family name first
NAMES = (
    ("en", "Grace Aoife Samuel Wren Malachy", "O’Brien Achebe Fernández-Lowe Núñez Smith", False),
    ("ta", "கவிதா முருகன் தமிழ்ச்செல்வி இளங்கோ மாலதி", "சிவகுமார் நடராஜன் அருணாசலம் செல்வராஜா இராசையா", False),
    ("si", "නිමාලි සුනිල් කුමාරි රුවන් දිල්හානි", "පෙරේරා සිල්වා ජයවර්ධන බණ්ඩාර දිසානායක", False),
    ("ar", "ليلى يوسف مريم عمر هدى", "الخطيب حداد منصور النجار درويش", False),
    ("he", "נועה אבי תמר יונתן שירה", "לוי כהן מזרחי פרידמן ברק", False),
    ("zh", "小明 丽华 伟 芳 子轩", "王 李 张 刘 欧阳", True),
    ("ja", "さくら 健太 陽子 大輔 ゆい", "佐藤 鈴木 髙橋 田中 渡邉", True),
    ("ko", "지우 민준 서연 하은 도윤", "김 이 박 최 정", True),
    ("ru", "Анна Фёдор Юлия Сергей Наталья", "Иванова Кузнецов Соловьёва Щербаков Ким", False),
    ("el", "Ελένη Γιώργος Σοφία Νίκος Άννα", "Παπαδοπούλου Ιωάννου Δημητρίου Νικολάου Χατζή", False),
    ("hi", "आशा राहुल सुनीता विक्रम प्रिया", "शर्मा गुप्ता वर्मा सिंह जोशी", False),
    ("bn", "অনন্যা রফিক শিরিন তানভীর মিতা", "রহমান চক্রবর্তী দাস হোসেন সরকার", False),
    ("th", "สมชาย มาลี อนงค์ ประเสริฐ นภา", "ศรีสุข ใจดี ทองคำ วงศ์สวัสดิ์ บุญมี", False),
    ("am", "ሰላም ዳዊት ሄለን ብርሃኑ ማርታ", "ተስፋዬ ገብሬ ኃይሌ አበበ መኮንን", False),
    ("ka", "ნინო გიორგი მარიამ ლევან თამარ", "ბერიძე კაპანაძე გელაშვილი მაისურაძე ლომიძე", False),
    ("hy", "Անի Արմեն Մարիամ Դավիթ Նարե", "Պետրոսյան Հակոբյան Սարգսյան Գրիգորյան Ավետիսյան", False),
)

# Where the sample readers have their mailboxes: names that by RFC 2606 can belong to nobody. One is an IDN.
DOMAINS = ("example.org", "example.net", "bücher.example", "mail.example")


def readers(count: int) -> list[tuple[str, str, str]]:
    """So many (name, address, language): the scripts take turns, no name comes twice in the first 400."""
    made = []
    for n in range(count):
        language, given, family, family_first = NAMES[n % len(NAMES)]
        round_ = n // len(NAMES)
        first, last = given.split()[round_ % 5], family.split()[(round_ + round_ // 5) % 5]
        name = (f"{last}{first}" if family_first else f"{first} {last}") if n != count - 1 else ""  # the last gave none
        domain = DOMAINS[n % len(DOMAINS)].encode("idna").decode()
        made.append((name, f"reader-{n + 1:03}@{domain}", language))
    return made
