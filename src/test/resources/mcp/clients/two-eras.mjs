// A client of each era, on one server at the same time: each hears of the other's key, and finds it
// with the first look. The environment: MODULES, URL and KEY_FILE.
import { readFileSync } from "node:fs";

const { MODULES, URL: url, KEY_FILE } = process.env;
const scope = `${MODULES}/@modelcontextprotocol`;
const two = await import(`${scope}/client/dist/index.mjs`);
const { Client } = await import(`${scope}/sdk/dist/esm/client/index.js`);
const { StreamableHTTPClientTransport } = await import(`${scope}/sdk/dist/esm/client/streamableHttp.js`);
const { ResourceListChangedNotificationSchema } = await import(`${scope}/sdk/dist/esm/types.js`);
const options = { requestInit: { headers: { Authorization: `Bearer ${readFileSync(KEY_FILE, "utf8").trim()}` } } };

const older = new Client({ name: "older", version: "1" }, {});
await older.connect(new StreamableHTTPClientTransport(new URL(url), options));
const newer = new two.Client(
  { name: "newer", version: "1" },
  { versionNegotiation: { mode: { pin: "2026-07-28" } } },
);
await newer.connect(new two.StreamableHTTPClientTransport(new URL(url), options));

const hearing = (client, notification) =>
  new Promise((heard) => client.setNotificationHandler(notification, () => heard(true)));
const titles = async (client) => (await client.listResources()).resources.map((resource) => resource.title);
const seen = { newer: newer.getProtocolEra() };
await newer.listen({ resourcesListChanged: true });

let told = Promise.all([
  hearing(older, ResourceListChangedNotificationSchema),
  hearing(newer, "notifications/resources/list_changed"),
]);
await newer.callTool({ name: "create_api_key", arguments: { name: "From the newer" } });
await told;
seen.older = await titles(older);
told = hearing(newer, "notifications/resources/list_changed");
await older.callTool({ name: "create_api_key", arguments: { name: "From the older" } });
await told;
seen.titles = await titles(newer);
console.log(JSON.stringify(seen));
process.exit(0);
