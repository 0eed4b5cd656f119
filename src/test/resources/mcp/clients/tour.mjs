// A person's tour of the tools with the TypeScript SDK. Says what it saw as one line of JSON.
// The environment: ERA (modern, legacy or auto), SDK (2 or 1), and what reach.mjs needs.
import { sdk } from "./reach.mjs";

const { ERA, SDK } = process.env;
const { Client, elicit, transport } = await sdk(SDK);

let decision = "accept";
const asked = [];
const negotiation = ERA === "modern" ? { pin: "2026-07-28" } : ERA;
const client = new Client(
  { name: "tour", version: "1" },
  {
    capabilities: { elicitation: { form: {}, url: {} } },
    ...(SDK === "2" ? { versionNegotiation: { mode: negotiation } } : {}),
  },
);
client.setRequestHandler(elicit, async ({ params }) => {
  asked.push({ mode: params.mode ?? "form", message: params.message, url: params.url });
  return decision === "accept" && (params.mode ?? "form") === "form" ? { action: decision, content: {} } : { action: decision };
});
await client.connect(transport());

const call = (name, args, answer) => {
  decision = answer ?? "accept";
  return client.callTool({ name, arguments: args });
};
const seen = { era: client.getProtocolEra?.() ?? "legacy", instructions: client.getInstructions() };
seen.tools = (await client.listTools()).tools.map((tool) => tool.name);
const created = await call("create_api_key", { name: "Tour of the town" });
seen.created = created.structuredContent;
seen.declined = await call("create_api_key", { name: "Declined" }, "decline");
const id = created.structuredContent.key.id;
seen.kept = await call("delete_api_key", { id }, "decline");
seen.resource = JSON.parse((await client.readResource({ uri: `kasava://keys/${id}` })).contents[0].text);
seen.templates = (await client.listResourceTemplates()).resourceTemplates.length;
seen.completed = (
  await client.complete({ ref: { type: "ref/prompt", name: "rotate-key" }, argument: { name: "key", value: "town" } })
).completion.values;
seen.prompt = (await client.getPrompt({ name: "rotate-key", arguments: { key: id } })).messages[0].content.text;
seen.deleted = (await call("delete_api_key", { id }, "accept")).structuredContent;
seen.names = (await call("list_api_keys", {})).structuredContent.keys.map((key) => key.name);
seen.asked = asked;
await client.close();
console.log(JSON.stringify(seen));
process.exit(0);
