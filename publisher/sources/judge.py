"""The judge: parts with evidence → every part a label and a reason. The order of the passes is the whole plan.

Each pass labels only what is still open, so an earlier one has the stronger word. To teach the judge something,
add a word to a file in words/, or a pass here.
"""

from __future__ import annotations

from . import (
    afterwords,
    appeal,
    attached,
    beside,
    bidding,
    body,
    byline,
    cards,
    dated_titles,
    datelines,
    day,
    described,
    fellows,
    figures,
    footnotes,
    foreign,
    forms,
    frame,
    framed,
    furniture,
    gaps,
    glued,
    headlines,
    insets,
    last_boxes,
    live,
    lone,
    named_above,
    nested,
    newsletters,
    no_subheads,
    outside,
    own_box,
    own_name,
    own_site,
    page_boxes,
    pointing,
    quotes,
    related,
    several,
    sharing,
    slashed,
    standfirst,
    strangers,
    strips,
    summaries,
    tails,
    taught,
    title,
)
from .sheet import Sheet


def judge(sheet: Sheet) -> str:
    """Label every part of the sheet; the answer is the article's own standfirst, if it has one."""
    taught.taught(sheet)
    footnotes.footnotes(sheet)
    live.live(sheet)
    page_boxes.boxed(sheet)
    figures.figures(sheet)
    sharing.share_rows(sheet)
    newsletters.newsletters(sheet)
    beside.loose_signs(sheet)
    beside.bracketed_links(sheet)
    beside.offers(sheet)
    strangers.mark(sheet)
    appeal.appeals(sheet)
    furniture.labels(sheet)
    strips.strips(sheet)
    title.title(sheet)
    beside.notices(sheet)
    frame.above_title(sheet)
    several.second_article(sheet)
    cards.cards(sheet)
    byline.byline(sheet)
    named_above.named_above(sheet)
    day.date_lines(sheet)
    summaries.machine_summaries(sheet)
    beside.faces(sheet)
    furniture.comments(sheet)
    body.captions(sheet)
    glued.pictures(sheet)
    related.related(sheet)
    dated_titles.dated_titles(sheet)
    cards.pointers(sheet)
    slashed.slashed(sheet)
    body.author_boxes(sheet)
    own_box.own_box(sheet)
    page_boxes.late_boxes(sheet)
    own = standfirst.standfirst(sheet)
    datelines.datelines(sheet)
    own_site.own_site(sheet)
    nested.nested(sheet)
    strangers.strangers(sheet)
    afterwords.afterwords(sheet)
    quotes.pull_quotes(sheet)
    beside.who_said(sheet)
    beside.calls(sheet)
    frame.opening(sheet)
    foreign.foreign(sheet)
    framed.framed(sheet)
    insets.insets(sheet)
    described.described(sheet)
    headlines.headlines(sheet)
    pointing.pointing(sheet)
    fellows.fellows(sheet)
    bidding.bidding(sheet)
    own_name.own_name(sheet)
    lone.lone(sheet)
    no_subheads.no_subheads(sheet)
    frame.inserts(sheet)
    gaps.gaps(sheet)
    forms.forms(sheet)
    tails.tails(sheet)
    glued.glued(sheet)
    attached.attached(sheet)
    last_boxes.last_boxes(sheet)
    outside.outside(sheet)
    frame.ending(sheet)
    body.around(sheet)
    outside.second_witness(sheet)
    body.body(sheet)
    beside.last_headings(sheet)
    taught.reasons(sheet)
    return own
