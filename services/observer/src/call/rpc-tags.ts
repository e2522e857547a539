import { type DescMethod, getOption } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel as Level } from "@bufbuild/protobuf/wkt";
import { destructive } from "@hipstershop/proto/hipstershop/options";
import { isOfEveryServer } from "@hipstershop/reflection";
import { type Html, html } from "../page/html.ts";

/** Says what a caller may expect of an RPC: whether it changes anything, or more each time, and whether it streams. */
export function rpcTags(method: DescMethod): Html {
  const { idempotency, methodKind } = method;
  // gRPC's own protos mark nothing: health and reflection read.
  const isRead = idempotency === Level.NO_SIDE_EFFECTS || isOfEveryServer(method.parent);
  const [effect, className] = isRead
    ? ["only reads", "good"]
    : idempotency === Level.IDEMPOTENT
      ? ["may be repeated", "note"]
      : ["may change something", "note"];
  return html`<span class="tag ${className}">${effect}</span>${getOption(method, destructive) && html` <span class="tag bad">takes something away</span>`}${methodKind !== "unary" && html` <span class="tag">${STREAMS[methodKind]}</span>`}`;
}

const STREAMS = {
  server_streaming: "answers with a stream",
  client_streaming: "takes a stream",
  bidi_streaming: "a stream both ways",
} as const;
