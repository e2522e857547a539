import assert from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

/** A program that speaks MCP to the observer: an agent's hands. */
export interface Agent extends AsyncDisposable {
  /** The names of all tools. */
  tools(): Promise<readonly string[]>;
  /** Calls a tool, which must not fail, and returns its answer. */
  ask<T>(tool: string, input?: Record<string, unknown>): Promise<T>;
}

/** Connects to the observer at `host:port`. */
export async function connectAgent(address: string): Promise<Agent> {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://${address}/mcp`)));
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async ask<T>(name: string, input = {}) {
      const { content, isError } = await client.callTool({ name, arguments: input });
      const [{ text } = { text: "" }] = content as { text: string }[];
      assert.equal(isError, false, text);
      return JSON.parse(text) as T;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
