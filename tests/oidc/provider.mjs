// An OpenID provider for the tests: npm's oidc-provider as it is, or one of our own that lies.
//
//   node provider.mjs MODULES PORT good CLIENT_ID REDIRECT_URI ALGORITHM
//   node provider.mjs MODULES PORT evil CLIENT_ID
//
// MODULES is the folder whose node_modules holds oidc-provider. Prints "ready" once it listens.
import { createServer } from 'node:http';
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [modules, port, kind, client, redirect, algorithm] = process.argv.slice(2);
const require = createRequire(modules + '/package.json');
const load = (name) => import(pathToFileURL(require.resolve(name)));
const jose = await load('jose');
const issuer = `http://127.0.0.1:${port}`;

async function keyPair(alg, kid) {
  const pair = await jose.generateKeyPair(alg, { extractable: true, crv: 'Ed25519' });
  return { ...pair, jwk: { ...(await jose.exportJWK(pair.privateKey)), alg, kid, use: 'sig' } };
}

async function good() {
  const { default: Provider } = await load('oidc-provider');
  const keys = [await keyPair('RS256', 'r'), await keyPair('ES256', 'e'), await keyPair('EdDSA', 'o')];
  const provider = new Provider(issuer, {
    clients: [{
      client_id: client, client_secret: 'of the test & its %', redirect_uris: [redirect],
      response_types: ['code'], grant_types: ['authorization_code'],
      id_token_signed_response_alg: algorithm,
    }],
    jwks: { keys: keys.map((key) => key.jwk) },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id, email: `${id}@example.org`, email_verified: !id.startsWith('unverified'),
      }),
    }),
  });
  provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
}

// The code says what the token endpoint is to answer: "KIND.NONCE".
async function evil() {
  const key = await keyPair('RS256', 'r');
  const stranger = await keyPair('RS256', 'r');
  const { d, p, q, dp, dq, qi, ...publicJwk } = key.jwk;
  const now = () => Math.floor(Date.now() / 1000);
  const claims = (nonce) => ({
    iss: issuer, aud: client, sub: '7', nonce, iat: now(), exp: now() + 60,
  });
  const signed = (payload, by = key) =>
    new jose.SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'r' }).sign(by.privateKey);
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const kinds = {
    honest: (nonce) => signed(claims(nonce)),
    'wrong-nonce': () => signed(claims('another')),
    'wrong-aud': (nonce) => signed({ ...claims(nonce), aud: 'another' }),
    'wrong-iss': (nonce) => signed({ ...claims(nonce), iss: 'https://id.example.org' }),
    expired: (nonce) => signed({ ...claims(nonce), exp: now() - 120, iat: now() - 180 }),
    stranger: (nonce) => signed(claims(nonce), stranger),
    'alg-none': (nonce) => `${encoded({ alg: 'none' })}.${encoded(claims(nonce))}.`,
    hs256: async (nonce) => {
      const text = `${encoded({ alg: 'HS256', kid: 'r' })}.${encoded(claims(nonce))}`;
      const secret = await jose.exportSPKI(key.publicKey);
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    },
  };
  const answer = (response, value, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const server = createServer(async (request, response) => {
    if (request.url === '/.well-known/openid-configuration') {
      return answer(response, {
        issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
      });
    }
    if (request.url === '/jwks') return answer(response, { keys: [publicJwk] });
    if (request.url !== '/token') return answer(response, {}, 404);
    let body = '';
    for await (const piece of request) body += piece;
    const [name, nonce] = new URLSearchParams(body).get('code').split('.');
    if (name === 'huge') {
      response.writeHead(200);
      response.end('x'.repeat(3 << 20));
      return undefined;
    }
    if (name === 'redirect') {
      response.writeHead(302, { location: `${issuer}/jwks` });
      return response.end();
    }
    if (!kinds[name]) return answer(response, { error: 'invalid_grant' }, 400);
    return answer(response, { access_token: 'x', token_type: 'Bearer', id_token: await kinds[name](nonce) });
  });
  server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
}

await (kind === 'good' ? good() : evil());
