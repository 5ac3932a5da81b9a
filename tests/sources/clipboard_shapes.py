"""One article as its page has it, and as each browser and each editor's software puts it on the clipboard."""

from __future__ import annotations

import re
from collections.abc import Callable

ADDRESS = "https://harbour.example/2026/03/ferry"
ARTICLE = (
    ("title", "The ferry across the bay runs again"),
    ("byline", "By Anna Perera"),
    ("date", "14 March 2026"),
    ("paragraph", "On Monday morning the first ferry since October left the old pier with forty people on board."),
    (
        "paragraph",
        (
            "The boat is <em>older</em> than its captain, <strong>Ada Okafor</strong>, who learned her trade on it "
            'and keeps <a href="https://harbour.example/log">its log</a> to this day.'
        ),
    ),
    ("heading", "What the winter broke"),
    ("paragraph", "The storm of the fourth of October tore two planks off the pier, and nobody had a spare."),
    ("quotation", "We waited for the wood for a hundred days, and then it came on a Tuesday at noon, all of it."),
    ("paragraph", "Three things were mended before the ferry could be let back onto the water of the bay:"),
    ("list", "the planks of the old pier|the rudder, which had rusted through|the bell at the bow"),
    ("paragraph", "The winter timetable stays as it was in the year before, with one boat more on Sundays:"),
    ("table", "Day|First boat|Last boat\nWeekdays|06:30|21:00\nSundays|08:00|19:30"),
    ("paragraph", "Then comes what has to be done by whoever wants to bring a bicycle or a goat along:"),
    ("numbered", "buy a second ticket at the pier|wait until all others are on board"),
    ("paragraph", "The town paid for the planks, and the captain paid for the bell out of her own pocket, she says."),
)
TAGS = {"title": "h1", "heading": "h2", "quotation": "blockquote", "list": "ul", "numbered": "ol"}
_DRESSED = re.compile(r"(<(?:em|strong|a)\b.*?</(?:em|strong|a)>)")


def the_page() -> str:
    head = "<head><title>The bay</title><script>var a = 1;</script></head>"
    return f"<!DOCTYPE html><html>{head}<body><article>{_plain()}</article></body></html>"


def _table(said: str, cell: str, row: str = "<tr>{}</tr>") -> str:
    """The rows of a table; `cell` and `row` are what each stands in."""
    rows = ["".join(cell.format(words) for words in line.split("|")) for line in said.split("\n")]
    return "<tbody>" + "".join(row.format(line) for line in rows) + "</tbody></table>"


def _items(said: str, item: str) -> str:
    return "".join(item.format(words) for words in said.split("|"))


def _plain(attrs: Callable[[str], str] = lambda kind: "") -> str:
    """The article in HTML's own elements, each with the attributes that its kind gets."""
    out = []
    for kind, said in ARTICLE:
        own, tag = attrs(kind), TAGS.get(kind, "p")
        if kind == "table":
            out.append(f"<table{own}>" + _table(said, f"<td{own}>{{}}</td>", f"<tr{own}>{{}}</tr>"))
        elif kind in ("list", "numbered"):
            out.append(f"<{tag}{own}>" + _items(said, f"<li{own}>{{}}</li>") + f"</{tag}>")
        elif kind == "quotation":
            out.append(f"<{tag}{own}><p{own}>{said}</p></{tag}>")
        else:
            out.append(f"<{tag}{own}>{said}</{tag}>")
    return "\n".join(out)


# -- browsers ----------------------------------------------------------------------------------------------------------


def firefox() -> str:
    return f"\n{_plain()}"


def firefox_on_windows() -> str:
    """With the header of Windows' clipboard, which programs that save it leave at the top."""
    head = "Version:0.9\r\nStartHTML:00000097\r\nEndHTML:00003170\r\nStartFragment:00000131\r\nEndFragment:00003134\r\n"
    head += f"SourceURL:{ADDRESS}\r\n"
    body = f"<!--StartFragment-->{firefox()}<!--EndFragment-->"
    return f"{head}<html><body>\r\n{body}\r\n</body>\r\n</html>"


_COMPUTED = (
    "caret-color: rgb(0, 0, 0); color: rgb(0, 0, 0); font-family: -webkit-standard; font-size: {}; "
    "font-style: normal; font-variant-caps: normal; font-weight: {}; letter-spacing: normal; orphans: auto; "
    "text-align: start; text-indent: 0px; text-transform: none; white-space: normal; widows: auto; "
    "word-spacing: 0px; -webkit-text-stroke-width: 0px; text-decoration: none;"
)


def safari(size: str = "16px") -> str:
    """Computed styles on every element, no-break spaces in elements of their own; `size` is that of the text."""
    prints = {"title": ("40px", "700"), "heading": ("28px", "700")}
    html = _plain(lambda kind: f' style="{_COMPUTED.format(*prints.get(kind, (size, "400")))}"')
    italic = _COMPUTED.format(size, "400").replace("font-style: normal", "font-style: italic")
    html = html.replace("<em>", f'<em style="{italic}">')
    html = html.replace("<strong>", f'<strong style="{_COMPUTED.format(size, "700")}">')
    html = html.replace(", who", ',<span class="Apple-converted-space">\u00a0</span>who')
    return f'<meta charset="UTF-8">{html}<br class="Apple-interchange-newline">'


def safari_in_large_print() -> str:
    return safari("22px")


# -- software of editors -----------------------------------------------------------------------------------------------

_SPAN = (
    '<span style="font-size:{}pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;'
    "font-weight:{};font-style:{};font-variant:normal;text-decoration:none;vertical-align:baseline;"
    'white-space:pre-wrap;">{}</span>'
)


def _spans(said: str, points: int = 11) -> str:
    """Words as Google Docs has them: a span for each change of print, and no element that says why."""
    out = ""
    for piece in _DRESSED.split(said):
        words = re.sub(r"<.*?>", "", piece)
        weight, slope = 700 if piece[:3] == "<st" else 400, "italic" if piece[:3] == "<em" else "normal"
        span = _SPAN.format(points, weight, slope, words) if words else ""
        href = re.match(r'<a href="(.*?)"', piece)
        out += f'<a href="{href[1]}" style="text-decoration:none;">{span}</a>' if href else span
    return out


def google_docs() -> str:
    line = ' dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;"'
    out = []
    for kind, said in ARTICLE:
        tag = TAGS.get(kind, "p") if kind != "quotation" else "p"
        if kind == "table":
            cell = f'<td style="border:solid #000 1pt;"><p{line}>{_spans("{}")}</p></td>'
            rows = _table(said, cell, '<tr style="height:0pt">{}</tr>')
            out.append(f'<div dir="ltr" align="left"><table><colgroup><col /><col /></colgroup>{rows}</div>')
        elif kind in ("list", "numbered"):
            item = f'<li dir="ltr" style="font-size:11pt;" aria-level="1"><p{line} role="presentation">{{}}</p></li>'
            out.append(f'<{tag} style="margin-top:0;">{_items(said, item.format(_spans("{}")))}</{tag}>')
        else:
            out.append(f"<{tag}{line}>{_spans(said, {'title': 26, 'heading': 16}.get(kind, 11))}</{tag}>")
    wrapped = "<br />".join(out)
    return f'<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-5f0c">{wrapped}</b><br>'


_WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{margin:0in; font-size:12.0pt;}} @list l0 {{mso-list-id:1;}} --></style>
<!--[if gte mso 10]><style>table.MsoNormalTable {{font-size:10.0pt;}}</style><![endif]--></head>
<body lang=EN-GB style='tab-interval:.5in'><!--StartFragment-->{}<!--EndFragment--></body></html>"""


def word() -> str:
    out = []
    for kind, said in ARTICLE:
        for tag, other in (("em", "i"), ("strong", "b")):
            said = said.replace(f"<{tag}>", f"<{other} style='mso-bidi-font-weight:normal'>").replace(
                f"</{tag}>", f"</{other}>"
            )
        if kind == "table":
            cell = "<td valign=top style='border:solid 1.0pt'><p class=MsoNormal>{}<o:p></o:p></p></td>"
            out.append(
                "<table class=MsoTableGrid border=1>" + _table(said, cell, "<tr style='mso-yfti-irow:0'>{}</tr>")
            )
        elif kind in ("list", "numbered"):
            for n, item in enumerate(said.split("|"), 1):
                sign = "·" if kind == "list" else f"{n}."
                sign = f"{sign}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span>"
                style = f"text-indent:-.25in;mso-list:l{int(kind == 'list')} level1 lfo1"
                mark = f"<![if !supportLists]><span style='mso-list:Ignore'>{sign}</span><![endif]>"
                out.append(f"<p class=MsoListParagraphCxSpMiddle style='{style}'>{mark}{item}<o:p></o:p></p>")
        elif kind in ("title", "heading"):
            out.append(f"<{TAGS[kind]}><span lang=EN-GB>{said}<o:p></o:p></span></{TAGS[kind]}>")
        else:
            name = "MsoQuote" if kind == "quotation" else "MsoNormal"
            out.append(f"<p class={name}><span style='mso-ansi-language:EN-GB'>{said}<o:p></o:p></span></p>")
    return _WORD.format("\n".join(out))


_PAGES = """<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd"><html><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title></title>
<meta name="Generator" content="Cocoa HTML Writer"><style type="text/css">
p.p1 {{margin: 0.0px; font: 30.0px 'Helvetica Neue'}} p.p2 {{margin: 0.0px; font: 11.0px 'Helvetica Neue'}}
p.p3 {{margin: 0.0px; font: 22.0px 'Helvetica Neue'}} li.li2 {{font: 11.0px 'Helvetica Neue'}}
span.s1 {{font: 11.0px Symbol}} </style></head><body>{}</body></html>"""


def apple_pages() -> str:
    out = []
    for kind, said in ARTICLE:
        for tag, other in (("em", "i"), ("strong", "b")):
            said = said.replace(f"<{tag}>", f"<{other}>").replace(f"</{tag}>", f"</{other}>")
        if kind == "table":
            cell = '<td valign="top" class="td1"><p class="p2">{}</p></td>'
            out.append('<table cellspacing="0" cellpadding="0" class="t1">' + _table(said, cell))
        elif kind in ("list", "numbered"):
            items = _items(said, '<li class="li2"><span class="s1"></span>{}</li>')
            out.append(f'<{TAGS[kind]} class="ul1">{items}</{TAGS[kind]}>')
        elif kind in ("title", "heading"):
            out.append(f'<p class="{"p1" if kind == "title" else "p3"}"><b>{said}</b></p>')
        else:
            out.append(f'<p class="p2">{said}</p>')
        out.append('<p class="p2"><br></p>')
    return _PAGES.format("\n".join(out))


def notion() -> str:
    html = re.sub(r"<blockquote><p>(.*?)</p>", r"<blockquote>\1", _plain())
    return f"<meta charset='utf-8'>{html}\n<!-- notionvc: 0c5b2f7e-1d5e-4f55-9c0b-2a4e8c9d1b11 -->"


_RUN = (
    '<span data-contrast="auto" lang="EN-GB" class="TextRun SCXW1 BCX8" style="margin:0px;padding:0px;font-size:{}pt;'
    'line-height:20px;font-family:Aptos, sans-serif;font-weight:{};font-style:{};">'
    '<span class="NormalTextRun SCXW1 BCX8">{}</span></span>'
)
_END = '<span class="EOP SCXW1 BCX8" data-ccp-props="{&quot;201341983&quot;:0}" style="font-size:12pt;">&nbsp;</span>'


def _runs(said: str, points: int = 12) -> str:
    out = ""
    for piece in _DRESSED.split(said):
        words = re.sub(r"<.*?>", "", piece)
        weight, slope = "bold" if piece[:3] == "<st" else "normal", "italic" if piece[:3] == "<em" else "normal"
        run = _RUN.format(points, weight, slope, words) if words else ""
        href = re.match(r'<a href="(.*?)"', piece)
        out += f'<a class="Hyperlink SCXW1" href="{href[1]}" target="_blank">{run}</a>' if href else run
    return out + _END


_LINE = '<p class="Paragraph SCXW1 BCX8" xml:lang="EN-GB" lang="EN-GB" style="margin:0px;font-weight:normal;"{}>{}</p>'
_ITEM = (
    '<div class="ListContainerWrapper SCXW1"><{0} class="ListStyle1 SCXW1" role="list"{1}>'
    '<li role="listitem" data-leveltext="·" class="OutlineElement Ltr SCXW1">{2}</li></{0}></div>'
)
_CELL = '<td class="SCXW1" role="cell"><div class="TableCellContent">{}</div></td>'


def word_in_a_browser() -> str:
    """Every paragraph in an element of its own, headings by their role, each item of a list in a list of its own."""
    out = []
    for kind, said in ARTICLE:
        if kind == "table":
            rows = _table(said, _CELL.format(_LINE.format("", _RUN.format(12, "normal", "normal", "{}") + "&nbsp;")))
            out.append(f'<div class="TableContainer"><table class="Table SCXW1" border="1">{rows}</div>')
        elif kind in ("list", "numbered"):
            for n, item in enumerate(said.split("|"), 1):
                start = f' start="{n}"' if kind == "numbered" else ""
                out.append(_ITEM.format(TAGS[kind], start, _LINE.format("", _runs(item))))
        else:
            level = {"title": 1, "heading": 2}.get(kind, 0)
            attrs = f' role="heading" aria-level="{level}"' if level else ""
            words = _LINE.format(attrs, _runs(said, {1: 20, 2: 16}.get(level, 12)))
            out.append(f'<div class="OutlineElement Ltr SCXW1 BCX8" style="margin:0px;">{words}</div>')
    return f"<html><body>\n<!--StartFragment-->{''.join(out)}<!--EndFragment-->\n</body>\n</html>"
