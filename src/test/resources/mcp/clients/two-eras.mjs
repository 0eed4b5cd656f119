// A client of each era, on one server at the same time: each hears of the other's key, and finds it
// with the first look. The environment: what reach.mjs needs.
import { sdk } from "./reach.mjs";

const one = await sdk("1");
const two = await sdk("2");
const older = new one.Client({ name: "older", version: "1" }, {});
await older.connect(one.transport());
await one.listening;
const newer = new two.Client(
  { name: "newer", version: "1" },
  { versionNegotiation: { mode: { pin: "2026-07-28" } } },
);
await newer.connect(two.transport());
await newer.listen({ resourcesListChanged: true });

const hearing = (client, notification) =>
  new Promise((heard) => client.setNotificationHandler(notification, () => heard(true)));
const titles = async (client) => (await client.listResources()).resources.map((resource) => resource.title);
const seen = { newer: newer.getProtocolEra() };

// Both hear of the first key, so that what is heard later is about the second.
let told = Promise.all([hearing(older, one.listsChanged), hearing(newer, two.listsChanged)]);
await newer.callTool({ name: "create_api_key", arguments: { name: "From the newer" } });
await told;
seen.older = await titles(older);

told = hearing(newer, two.listsChanged);
await older.callTool({ name: "create_api_key", arguments: { name: "From the older" } });
await told;
seen.titles = await titles(newer);
console.log(JSON.stringify(seen));
process.exit(0);
