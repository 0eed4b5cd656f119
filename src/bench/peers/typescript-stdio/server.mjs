// As the SDK's documentation has it: one tool, over standard input and output.
import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';

const mcp = new McpServer({ name: 'peer', version: '1' });
mcp.registerTool('whoami', { description: 'Who am I?' }, async () => ({
  content: [{ type: 'text', text: 'nobody' }],
}));
await mcp.connect(new StdioServerTransport());
