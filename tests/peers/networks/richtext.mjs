// What Bluesky's own code counts and marks up: on stdin a list of texts, on stdout [{length, facets}] of each.
import { readFileSync } from 'node:fs';
import { RichText } from '@atproto/api';

const seen = JSON.parse(readFileSync(0, 'utf8')).map((text) => {
    const rich = new RichText({ text });
    rich.detectFacetsWithoutResolution();
    const facets = (rich.facets ?? []).map(({ index, features: [feature] }) => [
        index.byteStart, index.byteEnd, feature.$type.split('#')[1], feature.uri ?? feature.tag ?? feature.did,
    ]);
    return { length: rich.graphemeLength, bytes: rich.length, facets };
});
console.log(JSON.stringify(seen));
