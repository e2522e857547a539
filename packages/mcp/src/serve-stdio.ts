import { finished } from "node:stream/promises";
import { serveStdio as serve } from "@modelcontextprotocol/server/stdio";
import { createMcpServer } from "./create-mcp-server.ts";
import type { Toolbox } from "./create-toolbox.ts";

/**
 * Serves a toolbox on standard input and output until the input ends. Nothing else may write to standard
 * output meanwhile.
 */
export async function serveStdio(toolbox: Toolbox): Promise<void> {
  const ended = new AbortController();
  let server: ReturnType<typeof createMcpServer> | undefined;
  const serving = serve(() => {
    // The last one is in use: one before it only found out which protocol the client speaks.
    server = createMcpServer(toolbox);
    return server;
  });
  // A client that has not said hello yet is told nothing, and lists the tools later.
  const tell = () => void server?.sendToolListChanged().catch(() => {});
  const following = toolbox.follow(tell, ended.signal);
  await finished(process.stdin, { writable: false, error: false });
  ended.abort();
  await Promise.all([following, serving.close()]);
}
