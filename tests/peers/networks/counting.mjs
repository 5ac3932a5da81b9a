// How others count: on stdin a list of texts, on stdout [{x, links, mastodon, utf16}] of each.
import { readFileSync } from 'node:fs';
import twitter from 'twitter-text';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

// mastodon/mastodon: app/validators/status_length_validator.rb, app/models/account.rb (MENTION_RE), app/lib/extractor.rb,
// in which a mention that runs into another "@" or a scheme is none. Ruby's [[:word:]] is what `word` says.
const word = '\\p{L}\\p{M}\\p{Nd}\\p{Pc}';
const mention = new RegExp(`(?<![=/${word}])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)(?:@[${word}.-]+[${word}])?`, 'giu');
const mastodon = (text) => {
    const found = twitter.extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: false })
        .map(({ indices }) => ({ indices, shown: 'x'.repeat(23) }));
    for (const { 0: whole, 1: name, index } of text.matchAll(mention)) {
        const end = index + whole.length;
        if (!twitter.regexen.endMentionMatch.test(text.slice(end))) found.push({ indices: [index, end], shown: `@${name}` });
    }
    twitter.removeOverlappingEntities(found);
    let counted = '', at = 0;
    for (const { indices: [start, end], shown } of found) {
        counted += text.slice(at, start) + shown;
        at = end;
    }
    return [...graphemes.segment(counted + text.slice(at))].length;
};

const seen = JSON.parse(readFileSync(0, 'utf8')).map((text) => ({
    x: twitter.parseTweet(text).weightedLength,
    links: twitter.extractUrlsWithIndices(text.normalize()).length,
    mastodon: mastodon(text),
    utf16: text.length,
}));
console.log(JSON.stringify(seen));
