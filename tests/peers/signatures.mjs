// What mailauth says of mails: on stdin {"records": {name: text}, "mails": {name: path}}; nothing is looked up outside.
import { readFileSync } from 'node:fs';
import { authenticate } from '../browser/node_modules/mailauth/lib/mailauth.js';

const { records, mails } = JSON.parse(readFileSync(0, 'utf8'));

const resolver = async (name, kind) => {
    if (kind === 'TXT' && name in records) {
        return [[records[name]]];
    }
    throw Object.assign(new Error(`There is no ${kind} of ${name}`), { code: 'ENOTFOUND' });
};

const said = {};
for (const [name, path] of Object.entries(mails)) {
    const { dkim, dmarc } = await authenticate(readFileSync(path), { resolver, ip: '192.0.2.1', helo: 'relay.example' });
    said[name] = {
        dmarc: dmarc ? dmarc.status.result : 'none', // two senders are beyond DMARC
        signatures: dkim.results.map((one) => [one.selector, one.status.result]),
    };
}
console.log(JSON.stringify(said));
