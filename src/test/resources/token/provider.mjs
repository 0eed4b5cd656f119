// A real OpenID provider, and a client that finds it by what the server answers: first good tokens,
// then new keys in the middle, a wrong audience, and at last no provider at all.
import { createServer } from 'node:http';

const { MODULES, SERVER, OWNER, PORT } = process.env;
const { default: Provider } = await import(`${MODULES}/oidc-provider/lib/index.js`);
const { exportJWK, generateKeyPair } = await import(`${MODULES}/jose/dist/webapi/index.js`);
const issuer = `http://127.0.0.1:${PORT}`;
// Good for this run alone.
const client = { client_id: 'agent', client_secret: 'a secret of this test' };

async function key(kid) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}

function provider(...keys) {
  return new Provider(issuer, {
    jwks: { keys },
    clients: [{ ...client, grant_types: ['client_credentials'], redirect_uris: [],
      response_types: [], token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: 'ES256' }],
    scopes: ['keys:read', 'keys:write'],
    extraTokenClaims: () => ({ kasava_owner: OWNER }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (context, resource) => ({
          scope: 'keys:read keys:write', audience: resource, accessTokenFormat: 'jwt',
          accessTokenTTL: 600, jwt: { sign: { alg: 'ES256' } } }),
      },
    },
  });
}

const first = await key('first');
const second = await key('second');
let current = provider(first).callback();
const http = createServer((request, response) => current(request, response));
await new Promise((resolve) => http.listen(PORT, '127.0.0.1', resolve));

const soon = () => ({ signal: AbortSignal.timeout(20_000) });
const json = (url) => fetch(url, soon()).then((answer) => answer.json());
const parameter = (challenge, name) => challenge.match(new RegExp(`${name}="([^"]*)"`))?.[1];

async function token(resource, scope) {
  const authorizationServer = metadata.authorization_servers.find((each) => each === issuer);
  const { token_endpoint: endpoint } =
    await json(`${authorizationServer}/.well-known/openid-configuration`);
  const answer = await fetch(endpoint, { ...soon(), method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', ...client, resource, scope }) });
  const body = await answer.json();
  if (!body.access_token) throw new Error(JSON.stringify(body));
  return body.access_token;
}

async function mcp(bearer, method, params, more = {}) {
  return fetch(`${SERVER}/mcp`, { ...soon(), method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream',
      ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}), ...more },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
}

async function me(bearer) {
  const answer = await fetch(`${SERVER}/api/v1/me`,
    { ...soon(), headers: { Authorization: `Bearer ${bearer}` } });
  const body = await answer.json();
  return answer.status === 200 ? body.owner.id : `${answer.status} ${body.detail}`;
}

const initialize = { protocolVersion: '2025-11-25', capabilities: {},
  clientInfo: { name: 'raw', version: '1' } };
const found = {};

const refused = await mcp(null, 'initialize', initialize);
const challenge = refused.headers.get('www-authenticate');
const metadata = await json(parameter(challenge, 'resource_metadata'));
found.refused = refused.status;
found.resource = metadata.resource;

const narrow = await token(metadata.resource, parameter(challenge, 'scope'));
const begun = await mcp(narrow, 'initialize', initialize);
found.begun = begun.status;
const session = { 'Mcp-Session-Id': begun.headers.get('mcp-session-id') };
const create = { name: 'create_api_key', arguments: { name: 'By a client of the provider' } };
const further = await mcp(narrow, 'tools/call', create, session);
found.stepUp = further.status;
found.stepUpScope = parameter(further.headers.get('www-authenticate'), 'scope');
const wide = await token(metadata.resource, `keys:read ${found.stepUpScope}`);
found.created = (await mcp(wide, 'tools/call', create, session)).status;

found.wrongAudience = await me(await token('https://other.example', 'keys:read'));

const beforeRotation = await token(metadata.resource, 'keys:read');
current = provider(second, first).callback();
found.afterRotation = await me(await token(metadata.resource, 'keys:read'));
found.beforeRotation = await me(beforeRotation);

const unseen = await token(metadata.resource, 'keys:read');
const unknown = provider(await key('third')).callback();
current = unknown;
const withUnknownKey = await token(metadata.resource, 'keys:read');
http.closeAllConnections();
await new Promise((resolve) => http.close(resolve));
found.downSeen = await me(narrow);
found.downUnseen = await me(unseen);
found.downUnknownKey = await me(withUnknownKey);
console.log(JSON.stringify(found));
