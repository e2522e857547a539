import type { ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { PortListener } from "@hipstershop/service";
import type { Content } from "./route.ts";

/** Sends a page or a file, packed where the browser takes that and it helps. */
export async function sendContent(
  request: Parameters<PortListener>[0],
  response: ServerResponse,
  status: number,
  content: Omit<Content, "kind">,
): Promise<void> {
  let body = Buffer.from(content.body);
  const headers: Record<string, string | number> = {
    "content-type": content.type,
    "cache-control": "no-store",
    vary: "accept-encoding",
    ...content.headers,
  };
  const accepted = String(request.headers["accept-encoding"] ?? "");
  if (body.length > 1_024 && /\bgzip\b/.test(accepted) && !content.type.startsWith("font/")) {
    body = Buffer.from(await promisify(gzip)(body));
    headers["content-encoding"] = "gzip";
  }
  response.writeHead(status, { ...headers, "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}
