// A Bluesky server and the directory it asks for names, on loopback, of those that are installed in the folder in which
// it is started: node ../pds.mjs DATA_DIR PORT PLC_PORT. Says "ready".
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const installed = createRequire(join(process.cwd(), 'package.json'));
const plc = installed('@did-plc/server');
const pds = installed('@atproto/pds');
const [folder, port, plcPort] = process.argv.slice(2);
const secret = () => randomBytes(32).toString('hex');
Object.assign(process.env, {
    PDS_HOSTNAME: 'localhost',
    PDS_PORT: port,
    PDS_DEV_MODE: 'true',
    PDS_DATA_DIRECTORY: folder,
    PDS_BLOBSTORE_DISK_LOCATION: `${folder}/blobs`,
    PDS_BLOBSTORE_DISK_TMP_LOCATION: `${folder}/blobs-tmp`,
    PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: secret(),
    PDS_DPOP_SECRET: secret(),
    PDS_JWT_SECRET: secret(),
    PDS_ADMIN_PASSWORD: secret(),
    PDS_DID_PLC_URL: `http://127.0.0.1:${plcPort}`,
    PDS_INVITE_REQUIRED: 'false',
    PDS_SERVICE_HANDLE_DOMAINS: '.test',
    PDS_BSKY_APP_VIEW_URL: 'http://127.0.0.1:1',
    PDS_BSKY_APP_VIEW_DID: 'did:web:appview.invalid',
    PDS_RATE_LIMITS_ENABLED: 'true',
    LOG_ENABLED: 'false',
});
const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: Number(plcPort) });
await directory.start();
const server = await pds.PDS.create(pds.envToCfg(pds.readEnv()), pds.envToSecrets(pds.readEnv()));
await server.start();
console.log('ready');
