// As the SDK's documentation has it: express, one transport for each session.
// ANSWER: the tool's answer, as JSON; JSON_ANSWERS: "true" for plain JSON instead of event streams.
import { randomUUID } from 'node:crypto';
import express from 'express';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

const answer = JSON.parse(process.env.ANSWER);
const transports = new Map();

function server() {
  const mcp = new McpServer({ name: 'peer', version: '1' });
  mcp.registerTool('whoami', { description: 'Who am I?' }, async () => answer);
  return mcp;
}

async function begin() {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    enableJsonResponse: process.env.JSON_ANSWERS === 'true',
    onsessioninitialized: (id) => transports.set(id, transport),
  });
  await server().connect(transport);
  return transport;
}

const app = express();
app.use(express.json());
app.post('/mcp', async (request, response) => {
  const id = request.headers['mcp-session-id'];
  const transport = id ? transports.get(id) : await begin();
  if (transport) {
    await transport.handleRequest(request, response, request.body);
  } else {
    response.status(404).end();
  }
});
app.listen(Number(process.env.PORT), '127.0.0.1');
