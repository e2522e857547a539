import type { DescMessage } from "@bufbuild/protobuf";
import {
  assertByteStreamRequest,
  type EnvelopedMessage,
  readAllBytes,
  type UniversalServerRequest,
} from "@connectrpc/connect/protocol";
import { checkEnvelopes } from "@hipstershop/transport";
import { checkValues } from "./check-values.ts";
import { gzip } from "./gzip.ts";

type Body = AsyncIterable<Uint8Array>;

/**
 * Returns a call of which connect-es decodes only messages with few enough values. They are unpacked
 * here. Who reads the body is thrown RESOURCE_EXHAUSTED where there are too many. The message of a GET
 * is not looked at: its URL is short, and must not be packed.
 */
export function withFewValues(
  call: UniversalServerRequest,
  input: DescMessage,
  readMaxBytes: number,
): UniversalServerRequest {
  if (call.method === "GET") return call;
  assertByteStreamRequest(call);
  const { body } = call;
  const type = call.header.get("content-type") ?? "";
  const check = (message: Uint8Array) => checkValues(input, message, /\+?json/i.test(type));
  const framed = /^application\/(grpc|connect)/i.exec(type);
  if (!framed) return whole(call, body, readMaxBytes, check);
  const encoding = call.header.get(
    framed[1] === "grpc" ? "grpc-encoding" : "connect-content-encoding",
  );
  const compression = encoding === gzip.name ? gzip : null;
  const options = { readMaxBytes, compression, check: ({ data }: EnvelopedMessage) => check(data) };
  return { ...call, body: checkEnvelopes(body, options) };
}

/** The same for a message that is the whole body. */
function whole(
  call: UniversalServerRequest,
  body: Body,
  readMaxBytes: number,
  check: (message: Uint8Array) => void,
): UniversalServerRequest {
  const encoding = call.header.get("content-encoding") ?? "identity";
  if (encoding !== gzip.name && encoding !== "identity") return call;
  const header = new Headers(call.header);
  header.delete("content-encoding");
  header.delete("content-length");
  async function* unpack(): Body {
    const sent = await readAllBytes(body, readMaxBytes, call.header.get("content-length"));
    const message = encoding === gzip.name ? await gzip.decompress(sent, readMaxBytes) : sent;
    check(message);
    yield message;
  }
  return { ...call, header, body: unpack() };
}
