import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from "@modelcontextprotocol/server";
import { createMcpServer } from "./create-mcp-server.ts";
import type { Toolbox } from "./create-toolbox.ts";

/** Answers a request of MCP over HTTP ("Streamable HTTP"). Never rejects but for a broken body. */
export type HttpEndpoint = (request: Request) => Promise<Response>;

/** The longest request, in bytes. */
const MAX_BYTES = 1024 * 1024;

/**
 * Creates the HTTP endpoint of a toolbox, which is open until the signal aborts. It answers nobody
 * but programs that ask for a name of this machine itself, and pages that came from it: a page of
 * another site is refused, also when its own name leads here (DNS rebinding).
 */
export function createHttpEndpoint(toolbox: Toolbox, signal: AbortSignal): HttpEndpoint {
  const handler = createMcpHandler(() => createMcpServer(toolbox), {
    maxRequestBodySize: MAX_BYTES,
  });
  void toolbox.follow(() => handler.notify.toolsChanged(), signal);
  signal.addEventListener("abort", () => void handler.close());
  return async (request) =>
    hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
    originValidationResponse(request, localhostAllowedOrigins()) ??
    handler.fetch(request);
}
