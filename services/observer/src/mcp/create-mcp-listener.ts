import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { isIPv4 } from "node:net";
import { Readable } from "node:stream";
import { createHttpEndpoint, createToolbox } from "@hipstershop/mcp";
import type { CallWatcher } from "@hipstershop/rpc";
import type { PortListener, ServiceContext } from "@hipstershop/service";

type McpContext = Pick<ServiceContext, "registry" | "client" | "draining" | "log">;

type NodeRequest = Parameters<PortListener>[0];

/** Creates what answers MCP over HTTP, to programs of this machine alone, until the observer drains. */
export function createMcpListener(
  { registry, client, draining, log }: McpContext,
  watcher: CallWatcher,
): PortListener {
  const toolbox = createToolbox({ registry, client, watcher: () => watcher });
  const answer = createHttpEndpoint(toolbox, draining);

  async function handle(request: NodeRequest, response: ServerResponse): Promise<void> {
    if (!isLoopback(request.socket.remoteAddress)) {
      response.writeHead(403, { "content-type": "text/plain" });
      response.end("only programs of this machine may ask here\n");
      return;
    }
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const { status, headers, body } = await answer(toWebRequest(request, gone.signal));
    // The rest of a body that was refused would be in the way of the next request.
    if (!request.complete) response.setHeader("connection", "close");
    response.writeHead(status, Object.fromEntries(headers));
    for await (const piece of body ?? []) {
      if (!response.write(piece)) await once(response, "drain", { signal: gone.signal });
    }
    response.end();
  }

  return (request, response) => {
    // That of HTTP/2 has all that is used here.
    handle(request, response as ServerResponse).catch((err) => {
      // What was sent is in no log.
      if (!response.destroyed) log.error({ err }, "cannot answer MCP");
      response.destroy();
    });
  };
}

function isLoopback(address = ""): boolean {
  const plain = address.replace(/^::ffff:/, "");
  return plain === "::1" || (isIPv4(plain) && plain.startsWith("127."));
}

function toWebRequest(request: NodeRequest, signal: AbortSignal): Request {
  const { method = "GET", url = "/" } = request;
  const headers = new Headers();
  for (const [name, value = []] of Object.entries(request.headers)) {
    // Those of HTTP/2 that say what a first line says.
    if (name.startsWith(":")) continue;
    for (const each of [value].flat()) headers.append(name, each);
  }
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody && { body: Readable.toWeb(request as Readable), duplex: "half" as const };
  return new Request(new URL(url, "http://observer"), { method, headers, signal, ...body });
}
