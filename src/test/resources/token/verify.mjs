// Verifies a token of ours the way a service at the edge does: by the published keys alone.
import { readFileSync } from 'node:fs';

const { createRemoteJWKSet, jwtVerify } = await import(`${process.env.MODULES}/jose/dist/webapi/index.js`);
const server = process.env.SERVER;
const audience = 'https://orders.example';

const answer = await fetch(`${server}/api/v1/token`, {
  method: 'POST',
  headers: { 'X-API-Key': readFileSync(process.env.KEY_FILE, 'utf8').trim() },
  body: new URLSearchParams({
    grant_type: 'client_credentials', audience, scope: 'keys:read orders:read' }),
});
const { access_token: token, expires_in: expiresIn } = await answer.json();
const keys = createRemoteJWKSet(new URL(`${server}/.well-known/jwks.json`));
const terms = { issuer: server, audience, typ: 'at+jwt', algorithms: ['ES256'] };
const { payload } = await jwtVerify(token, keys, terms);

const refused = [];
for (const wrong of [{ audience: 'https://other.example' }, { issuer: 'https://other.example' },
  { typ: 'JWT' }, { algorithms: ['RS256'] }, { currentDate: new Date(Date.now() + 301_000) }]) {
  await jwtVerify(token, keys, { ...terms, ...wrong }).catch((e) => refused.push(e.code));
}
console.log(JSON.stringify({ payload, expiresIn, refused }));
