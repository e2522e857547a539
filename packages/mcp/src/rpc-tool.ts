import { type DescMethod, type DescService, getOption } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel as Level } from "@bufbuild/protobuf/wkt";
import { destructive } from "@hipstershop/proto/hipstershop/options";
import { OBSERVER } from "@hipstershop/rpc";
import type { Tool } from "@modelcontextprotocol/server";
import { messageSchema } from "./message-schema.ts";
import { noteOf } from "./note-of.ts";

/** An RPC of a running service, as a tool of MCP. */
export interface RpcTool {
  readonly tool: Tool;
  /** The registry name of the service that offers it. */
  readonly service: string;
  readonly method: DescMethod;
}

/**
 * Returns the RPCs of a running service as tools, all made from its descriptors: "cartservice" with the
 * RPC AddItem is the tool cartservice_AddItem. Those of the observer have the names that such tools
 * have elsewhere: find_traces. An RPC to which a client streams is left out, because a tool is called
 * once.
 */
export function rpcTools(service: string, offered: readonly DescService[]): readonly RpcTool[] {
  const methods = offered.flatMap((each) => each.methods).filter(takesOneRequest);
  return methods
    .map((method) => ({ service, method, tool: describe(nameOf(service, method), method) }))
    .filter(({ tool }) => NAME.test(tool.name));
}

/** What a tool may be called (MCP, "Tool Names"). A stranger may have announced a service. */
const NAME = /^[A-Za-z0-9_.-]{1,128}$/;

function takesOneRequest({ methodKind }: DescMethod): boolean {
  return methodKind === "unary" || methodKind === "server_streaming";
}

function nameOf(service: string, { name }: DescMethod): string {
  if (service !== OBSERVER) return `${service}_${name}`;
  return name.replace(/(?<!^)(?=[A-Z])/g, "_").toLowerCase();
}

function describe(name: string, method: DescMethod): Tool {
  const isRead = method.idempotency === Level.NO_SIDE_EFFECTS;
  const stream = method.methodKind === "server_streaming" && STREAM_NOTE;
  const notes = [noteOf(method), stream, aboutService(method.parent)];
  return {
    name,
    title: `${method.parent.name}/${method.name}`,
    description: notes.filter((note) => note).join("\n\n"),
    inputSchema: messageSchema(method.input) as Tool["inputSchema"],
    annotations: {
      readOnlyHint: isRead,
      idempotentHint: isRead || method.idempotency === Level.IDEMPOTENT,
      destructiveHint: getOption(method, destructive),
      openWorldHint: false,
    },
  };
}

const STREAM_NOTE = "It is a stream: what comes within two seconds is returned, as a list.";

/** The first paragraph of what a service says of itself. */
function aboutService(service: DescService): string {
  const [first = ""] = noteOf(service).split("\n\n");
  return first && `${service.name}: ${first}`;
}
