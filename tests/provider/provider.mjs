// A certified OpenID Connect provider for the tests: two clients, everybody may sign in under any name.
import { pathToFileURL } from "node:url";

const [folder, port, callback] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(`${folder}/node_modules/oidc-provider/lib/index.js`));

const client = (id) => ({
  client_id: id,
  client_secret: `secret-of-${id}`,
  redirect_uris: [callback],
  grant_types: ["authorization_code"],
  response_types: ["code"],
});
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client("registry"), client("late")],
  pkce: { required: () => true },
  claims: { openid: ["sub", "groups"], profile: ["name"], email: ["email", "email_verified"] },
  conformIdTokenClaims: false,
  findAccount: (_context, sub) => ({
    accountId: sub,
    claims: () => ({
      sub,
      name: `${sub} (invented)`,
      groups: [`cfit-${sub}`],
      email: `${sub}@example.org`,
      email_verified: sub !== "unverified",
    }),
  }),
  // the ID tokens of the second client have ended when they are written
  ttl: { IdToken: (_context, _token, { clientId }) => (clientId === "late" ? -7200 : 3600) },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ["for the tests alone"] },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
