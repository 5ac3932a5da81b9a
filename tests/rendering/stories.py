"""One story in four scripts, its appeals, and who sends it: what the golden files are made from."""

from __future__ import annotations

from publisher.rendering import Ask, Image, Sender
from publisher.story import Block, Kind, Related, Story, StoryPicture

PICTURE = "https://harbour.example.org/media/ward.jpg"
IMAGES = {PICTURE: Image("https://letters.harbour.example.org/pictures/9f2c.jpg", 1600, 1000)}
REFERENCE = "Rf3-k_9QaZx1"
VIEW_URL = "https://letters.harbour.example.org/view/Rf3-k_9QaZx1/"
READER = {
    "name": "María José",
    "address": "maria@example.net",
    "since": "2025-03-02",
    "unsubscribe_url": "https://letters.harbour.example.org/u/3kf9x/",
    "preferences_url": "https://letters.harbour.example.org/p/81hza/",
}


def sender(**changes: str) -> Sender:
    return Sender(
        **{
            "name": "Harbour Ledger",
            "address": "letters@harbour.example.org",
            "reply_to": "desk@harbour.example.org",
            "postal_address": "PO Box 1204\nPort Salem 40117",
            "newsroom": "Harbour Ledger",
            "website": "https://harbour.example.org/",
            "language": "en",
            "zone": "Asia/Colombo",
            "colour": "#8a1c1c",
            "list_name": "The Weekly Letter",
            "list_slug": "weekly",
            "domain": "harbour.example.org",
            **changes,
        }
    )


def paragraph(text: str, html: str = "") -> Block:
    return Block("paragraph", text, html or f"<p>{text}</p>")


def block(kind: Kind, text: str, tag: str = "p") -> Block:
    return Block(kind, text, f"<{tag}>{text}</{tag}>")


LATIN = Story(
    title="The ward that reopened itself",
    standfirst="Nurses in Port Salem kept a closed maternity ward alive for two years. Last week the ministry gave in.",
    byline=("Ines Okafor", "Tomás Wren"),
    published_on="2026-11-23",
    language="en",
    canonical_url="https://harbour.example.org/2026/ward?edition=print",
    blocks=(
        paragraph(
            "When the ministry closed the maternity ward of Port Salem’s district hospital, the nurses kept the keys. "
            "For two years they opened it at night, without pay, for women who could not travel to the capital."
        ),
        Block("picture", "", ""),
        paragraph(
            "“We did not occupy anything,” said Dr. Amara Nwosu, who ran the ward. “We only went on working.”",
        ),
        block("pull_quote", "For two years they opened it at night, without pay"),
        block("heading", "What the records show", "h3"),
        paragraph(
            "The register, which this paper has seen, lists 412 births. An audit published in June found no death.",
            "<p>The register, which this paper has seen, lists 412 births. "
            '<a href="https://audit.example.org/2026/salem">An audit published in June</a> found no death.</p>',
        ),
        block(
            "quotation",
            "The closure was a line in a table. Nobody had asked who would come at three in the morning.",
            "blockquote",
        ),
        Block(
            "list",
            "Two midwives a night\nOne borrowed generator",
            "<ul><li>Two midwives a night</li><li>One borrowed generator</li></ul>",
        ),
        Block("rule", "", "<hr>"),
        paragraph("On Thursday the minister signed the order that reopens it."),
    ),
    pictures=(
        StoryPicture(PICTURE, "An empty hospital bed beside a lit window", "Photo: Lea Brandt", "The ward at night."),
    ),
    related=(
        Related("The road to the capital takes six hours", "2026-08-27"),
        Related("Who closed the clinics", "2026-05-02", "https://harbour.example.org/2026/clinics"),
    ),
    share=("facebook", "twitter", "email"),
)

TAMIL = Story(
    title="தானே திறந்துகொண்ட பிரசவ விடுதி",
    standfirst="மூடப்பட்ட பிரசவ விடுதியைச் செவிலியர்கள் இரண்டு ஆண்டுகள் இயக்கினர். கடந்த வாரம் அமைச்சு இறங்கிவந்தது.",
    byline=("கவிதா செல்வன்",),
    published_on="2026-11-23",
    language="ta",
    canonical_url="https://harbour.example.org/ta/விடுதி",
    blocks=(
        paragraph(
            "மாவட்ட மருத்துவமனையின் பிரசவ விடுதியை அமைச்சு மூடியபோது, செவிலியர்கள் சாவியைத் தங்களிடமே வைத்துக்கொண்டனர். "
            "தலைநகருக்குப் பயணம் செய்ய முடியாத பெண்களுக்காக, இரண்டு ஆண்டுகள் இரவில் ஊதியமின்றி அதைத் திறந்தனர்."
        ),
        Block("picture", "", ""),
        block("heading", "பதிவேடு சொல்வது", "h2"),
        paragraph("இந்த இதழ் பார்வையிட்ட பதிவேட்டில் 412 பிறப்புகள் உள்ளன. ஜூன் மாதத் தணிக்கை எந்த இறப்பையும் காணவில்லை."),
        block("pull_quote", "இரண்டு ஆண்டுகள் இரவில் ஊதியமின்றி"),
        block("quotation", "“நாங்கள் எதையும் கைப்பற்றவில்லை. வேலை செய்துகொண்டே இருந்தோம்.”", "blockquote"),
        paragraph("வியாழக்கிழமை அமைச்சர் அதை மீண்டும் திறக்கும் ஆணையில் கையெழுத்திட்டார்."),
    ),
    pictures=(StoryPicture(PICTURE, "ஒளிரும் சாளரத்தருகே வெறுமையான மருத்துவமனைக் கட்டில்", "படம்: லேயா பிராண்ட்", "இரவில் விடுதி."),),
    related=(Related("தலைநகருக்கு ஆறு மணிநேரப் பயணம்", "2026-08-27"),),
    share=("facebook", "whatsapp", "email"),
)

ARABIC = Story(
    title="الجناح الذي أعاد فتح نفسه",
    standfirst="أبقت ممرضات Port Salem جناح الولادة المغلق حيًّا طوال عامين. في الأسبوع الماضي تراجعت الوزارة.",
    byline=("سلمى حدّاد", "Tomás Wren"),
    published_on="2026-11-23",
    language="ar",
    direction="rtl",
    canonical_url="https://harbour.example.org/ar/ward",
    blocks=(
        paragraph(
            "عندما أغلقت الوزارة جناح الولادة في مستشفى Port Salem، احتفظت الممرضات بالمفاتيح. "
            "وعلى مدى عامين كنّ يفتحنه ليلًا، بلا أجر، لنساء لا يستطعن السفر إلى العاصمة. فهل كان لأحد أن يلومهنّ؟"
        ),
        Block("picture", "", ""),
        paragraph(
            "تقول الطبيبة Amara Nwosu إن الكلفة لم تتجاوز US$ 4,500 في السنة، أي أقل بنسبة 80% من تقدير منظمة WHO.",
            "<p>تقول الطبيبة Amara Nwosu إن الكلفة لم تتجاوز <strong>US$ 4,500</strong> في السنة، "
            "أي أقل بنسبة 80% من تقدير منظمة WHO.</p>",
        ),
        block("pull_quote", "كنّ يفتحنه ليلًا، بلا أجر"),
        block("heading", "ما تقوله السجلات", "h2"),
        block("quotation", "«لم نحتلّ شيئًا. واصلنا العمل فحسب.»", "blockquote"),
        Block("list", "قابلتان كل ليلة\nمولّد مستعار", "<ul><li>قابلتان كل ليلة</li><li>مولّد مستعار</li></ul>"),
        paragraph("يوم الخميس وقّع الوزير قرار إعادة الفتح."),
    ),
    pictures=(StoryPicture(PICTURE, "سرير مستشفى فارغ قرب نافذة مضاءة", "تصوير: Lea Brandt", "الجناح ليلًا."),),
    related=(Related("الطريق إلى العاصمة يستغرق ست ساعات", "2026-08-27", "https://harbour.example.org/ar/road"),),
    share=("facebook", "twitter", "email"),
)

CHINESE = Story(
    title="自己重新开门的病房",
    standfirst="塞勒姆港的护士们让一间被关闭的产科病房又活了两年。上周，卫生部让步了。",
    byline=("林若曦",),
    published_on="2026-11-23",
    language="zh",
    canonical_url="https://harbour.example.org/zh/ward",
    blocks=(
        paragraph(
            "当卫生部关闭塞勒姆港区医院的产科病房时，护士们留下了钥匙。两年来，她们在夜里无偿为那些无法前往首都的妇女打开病房的门。"
            "“我们没有占领任何东西，”主管医生Amara Nwosu说，“我们只是继续工作。”"
        ),
        Block("picture", "", ""),
        block("heading", "登记簿里写了什么", "h2"),
        paragraph(
            "本报看到的登记簿记录了412次分娩。六月公布的审计没有发现一例死亡。病房每晚有两名助产士和一台借来的发电机。"
        ),
        block("pull_quote", "她们在夜里无偿打开病房的门"),
        paragraph("星期四，部长签署了重新开放的命令。"),
    ),
    pictures=(StoryPicture(PICTURE, "亮着灯的窗边一张空病床", "摄影：Lea Brandt", "夜里的病房。"),),
    related=(Related("去首都要走六个小时", "2026-08-27"),),
    share=("facebook", "x", "email"),
)

STORIES = {"latin": LATIN, "tamil": TAMIL, "arabic": ARABIC, "chinese": CHINESE}

ASKS = {
    "latin": Ask(
        "A",
        "en",
        "Two reporters, one harbour",
        ("This story took five months and cost 3,800 euros. No advertiser paid for it; 640 readers did.",),
        "Give 5 euros a month",
        "640 readers paid for this story. Be one of them:",
        "https://harbour.example.org/donate?from=letter",
    ),
    "tamil": Ask(
        "A",
        "ta",
        "இரு செய்தியாளர்கள், ஒரு துறைமுகம்",
        ("இந்தச் செய்திக்கு ஐந்து மாதங்கள் ஆயின. விளம்பரதாரர் எவரும் பணம் தரவில்லை; 640 வாசகர்கள் தந்தனர்.",),
        "மாதம் 5 யூரோ தாருங்கள்",
        "640 வாசகர்கள் இச்செய்தியைச் சாத்தியமாக்கினர்:",
        "https://harbour.example.org/donate",
    ),
    "arabic": Ask(
        "A",
        "ar",
        "صحفيان ومرفأ واحد",
        ("استغرق هذا التحقيق خمسة أشهر وكلّف 3800 يورو. لم يدفع ثمنه أي معلن، بل 640 قارئًا.",),
        "تبرّعوا بخمسة يوروهات شهريًّا",
        "640 قارئًا دفعوا ثمن هذا التحقيق. كونوا منهم:",
        "https://harbour.example.org/donate",
    ),
    "chinese": Ask(
        "A",
        "zh",
        "两名记者，一座港口",
        ("这篇报道花了五个月。没有广告商出钱，出钱的是640位读者。",),
        "每月捐5欧元",
        "640位读者支付了这篇报道。请加入他们：",
        "https://harbour.example.org/donate",
    ),
}
