// How the TypeScript SDKs reach the server. The environment: MODULES, and URL with KEY_FILE, or
// LAUNCHER with its own environment as JSON in SERVER_ENV.
import { readFileSync } from "node:fs";

const { MODULES, URL: url, KEY_FILE, LAUNCHER, SERVER_ENV } = process.env;
const scope = `${MODULES}/@modelcontextprotocol`;

async function sdk2() {
  const main = await import(`${scope}/client/dist/index.mjs`);
  const { StdioClientTransport } = await import(`${scope}/client/dist/stdio.mjs`);
  return {
    Client: main.Client,
    Http: main.StreamableHTTPClientTransport,
    Stdio: StdioClientTransport,
    elicit: "elicitation/create",
    listsChanged: "notifications/resources/list_changed",
  };
}

async function sdk1() {
  const from = (file) => import(`${scope}/sdk/dist/esm/${file}`);
  const types = await from("types.js");
  return {
    Client: (await from("client/index.js")).Client,
    Http: (await from("client/streamableHttp.js")).StreamableHTTPClientTransport,
    Stdio: (await from("client/stdio.js")).StdioClientTransport,
    elicit: types.ElicitRequestSchema,
    listsChanged: types.ResourceListChangedNotificationSchema,
  };
}

// One of the SDKs, with transport() that reaches the server and listening, a promise that holds as
// soon as the server may speak first (in the older era).
export async function sdk(number) {
  const its = number === "2" ? await sdk2() : await sdk1();
  let open;
  const listening = url ? new Promise((resolve) => (open = resolve)) : Promise.resolve();
  const noting = async (address, init) => {
    const response = await fetch(address, init);
    if (init?.method === "GET" && response.ok) open();
    return response;
  };
  const transport = () =>
    url
      ? new its.Http(new URL(url), {
          fetch: noting,
          requestInit: { headers: { Authorization: `Bearer ${readFileSync(KEY_FILE, "utf8").trim()}` } },
        })
      : new its.Stdio({ command: LAUNCHER, args: ["mcp"], env: JSON.parse(SERVER_ENV), stderr: "inherit" });
  return { ...its, transport, listening };
}
