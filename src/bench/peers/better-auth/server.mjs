// better-auth with its API-key plugin over SQLite, as a service that checks the key of each request.
// Arguments: the port, a file with a key in each line, a file for the database, and whether requests
// are counted against a limit, as the plugin does by itself: here one that is never reached.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";

const [port, keys, file, limited] = process.argv.slice(2);
const database = new DatabaseSync(file);
database.exec("pragma journal_mode = WAL; pragma synchronous = NORMAL");

const auth = betterAuth({
  database,
  baseURL: `http://127.0.0.1:${port}`,
  secret: "only-for-a-benchmark-on-this-machine-0123456789",
  logger: { disabled: true },
  telemetry: { enabled: false },
  plugins: [
    apiKey({
      rateLimit: { enabled: limited === "true", timeWindow: 86_400_000, maxRequests: 1_000_000_000 },
    }),
  ],
});

await (await getMigrations(auth.options)).runMigrations();
const context = await auth.$context;
const owner = await context.adapter.create({
  model: "user",
  data: {
    name: "Owner",
    email: "owner@example.com",
    emailVerified: true,
    createdAt: new Date(),
    updatedAt: new Date(),
  },
});

// The first key is made by the plugin, the others are rows like it with other digests.
const first = await auth.api.createApiKey({ body: { name: "First", userId: owner.id } });
const row = database.prepare("select * from apikey where id = ?").get(first.id);
const columns = Object.keys(row);
const insert = database.prepare(
  `insert into apikey (${columns.map((name) => `"${name}"`).join(", ")})` +
    ` values (${columns.map(() => "?").join(", ")})`,
);
database.exec("begin");
let number = 0;
for (const text of readFileSync(keys, "utf8").split("\n").filter(Boolean)) {
  const key = createHash("sha256").update(text).digest("base64url");
  const one = { ...row, id: `${first.id}${number++}`, key };
  insert.run(...columns.map((name) => one[name]));
}
database.exec("commit");

createServer(async (request, response) => {
  const key = request.headers["x-api-key"];
  const { valid } = await auth.api.verifyApiKey({ body: { key } });
  response.writeHead(valid ? 204 : 401).end();
}).listen(Number(port), "127.0.0.1");
