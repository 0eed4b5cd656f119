// Signs tokens with every algorithm that is taken, and some that are not; writes the key set.
import { writeFileSync } from 'node:fs';

const { SignJWT, exportJWK, generateKeyPair } =
  await import(`${process.env.MODULES}/jose/dist/webapi/index.js`);
const keys = [];
const tokens = {};
for (const alg of ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA', 'Ed25519', 'ES512', 'RS512']) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = `key of ${alg}`;
  keys.push({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' });
  tokens[alg] = await new SignJWT({
    client_id: 'app', scope: 'keys:read', kasava_owner: process.env.OWNER })
    .setProtectedHeader({ alg, kid, typ: 'at+jwt' })
    .setIssuer('https://login.example')
    .setSubject('alice')
    .setAudience('https://keys.example')
    .setIssuedAt()
    .setExpirationTime('10m')
    .setJti(alg)
    .sign(privateKey);
}
writeFileSync(process.env.JWKS_FILE, JSON.stringify({ keys }));
console.log(JSON.stringify(tokens));
