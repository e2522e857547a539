import { Code, ConnectError } from "@connectrpc/connect";
import {
  assertByteStreamRequest,
  type UniversalHandlerFn,
  type UniversalServerRequest,
} from "@connectrpc/connect/protocol";

const GRPC_WEB = /\bapplication\/grpc-web(-text)?/i;

/**
 * Returns a handler that also speaks the text mode of gRPC-Web: the same in base64, for clients
 * that cannot read or write bytes. A request may be several padded pieces. Each message of an
 * answer is one piece, so that it can be read when it comes. The answer is text when `accept`
 * says so, and by default when the request is (PROTOCOL-WEB.md, Text-encoded streams).
 */
export function withGrpcWebText(handle: UniversalHandlerFn): UniversalHandlerFn {
  return async (call) => {
    const sent = GRPC_WEB.exec(call.header.get("content-type") ?? "");
    if (!sent) return handle(call);
    const accepted = GRPC_WEB.exec(call.header.get("accept") ?? "") ?? sent;
    const answer = await handle(sent[1] ? inBinary(call) : call);
    if (!accepted[1] || !answer.body) return answer;
    const header = new Headers(answer.header);
    const type = header.get("content-type") ?? "";
    header.set("content-type", type.replace("grpc-web", "grpc-web-text"));
    return { ...answer, header, body: encode(answer.body) };
  };
}

function inBinary(call: UniversalServerRequest): UniversalServerRequest {
  assertByteStreamRequest(call);
  const header = new Headers(call.header);
  header.set("content-type", (header.get("content-type") ?? "").replace(/-text/i, ""));
  return { ...call, header, body: decode(call.body) };
}

async function* encode(body: AsyncIterable<Uint8Array>) {
  for await (const message of body) yield Buffer.from(Buffer.from(message).toString("base64"));
}

/** Decodes complete groups: four characters are up to three bytes, padded or not. */
async function* decode(body: AsyncIterable<Uint8Array>) {
  let rest = "";
  for await (const chunk of body) {
    const text = rest + Buffer.from(chunk).toString("latin1");
    const end = text.length - (text.length % 4);
    rest = text.slice(end);
    yield decodePieces(text.slice(0, end));
  }
  if (rest !== "") throw notBase64();
}

function decodePieces(text: string): Uint8Array {
  // Node stops at the first padding, and skips characters that are not base64.
  const pieces = text.match(/[^=]+=*/g) ?? [];
  const bytes = Buffer.concat(pieces.map((piece) => Buffer.from(piece, "base64")));
  const padding = text.length - text.replaceAll("=", "").length;
  if (bytes.byteLength !== (text.length / 4) * 3 - padding) throw notBase64();
  return bytes;
}

function notBase64(): ConnectError {
  return new ConnectError("the request is no base64", Code.InvalidArgument);
}
