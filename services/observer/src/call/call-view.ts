import {
  type DescMethod,
  fromJson,
  type JsonObject,
  type Message,
  toJson,
} from "@bufbuild/protobuf";
import type { Instance } from "@hipstershop/service";
import { exampleOf } from "./example-of.ts";
import { leafOf } from "./leaf-of.ts";
import type { Offer } from "./offer-of.ts";
import { readRequest, type TypedRequest } from "./read-request.ts";
import { rowCount } from "./row-count.ts";

/** The RPC that a page is about, and where it can be called. */
export interface CallTarget {
  /** The registry name. */
  readonly service: string;
  readonly offer: Offer;
  readonly method: DescMethod;
  readonly instances: readonly Instance[];
  /** The shop that a tool must be told. Undefined where it finds this one by itself. */
  readonly shop: string | undefined;
}

/** What a reader has typed in for a call. */
export interface CallView {
  /** Whether the request is typed in field by field, or as JSON. */
  readonly mode: "form" | "json";
  readonly typed: TypedRequest;
  /** The request as JSON, as it was typed in that way. */
  readonly text: string;
  /** What is wrong with the request as a whole. */
  readonly problem?: string | undefined;
  /** The request, where nothing is wrong with it. */
  readonly request?: Message | undefined;
  /** The id of the instance that is asked. By default the registry's pick is. */
  readonly instance?: string | undefined;
  /** Whether the call is to be made. */
  readonly isCall: boolean;
}

const NO_PROBLEMS: ReadonlyMap<string, string> = new Map();

/** Returns the view of a page that is opened: with the request in its address, else an example. */
export function openView(target: CallTarget, query: URLSearchParams): CallView {
  const given = query.get("request");
  const instance = query.get("instance") ?? undefined;
  if (given !== null) return { ...readJson(target, given, "form"), instance, isCall: false };
  if (isPlain(target)) return { ...readJson(target, "", "json"), instance, isCall: false };
  const json = exampleOf(target.method.input);
  const typed = { json, problems: NO_PROBLEMS };
  return {
    ...checked(target, typed),
    instance,
    isCall: false,
    mode: "form",
    text: "",
  };
}

/** Returns the view of a form that was sent, after what its button asks for. */
export function sentView(target: CallTarget, form: URLSearchParams): CallView {
  const [action = "call", path = ""] = (form.get("do") ?? "call").split(":", 2);
  const instance = form.get("instance") || undefined;
  const isCall = action === "call";
  if (form.get("mode") === "json") {
    const mode = action === "form" ? "form" : "json";
    return { ...readJson(target, form.get("text") ?? "", mode), instance, isCall };
  }
  if (action === "add") form.set(`n.${path}`, String(rowCount(form, path) + 1));
  const isChange = action === "add" || action === "drop";
  const typed = readRequest(target.method.input, form, {
    registry: target.offer.files,
    keepsRows: isChange,
    without: action === "drop" ? path : undefined,
  });
  // A row that was added has yet to be filled in.
  const view: ReturnType<typeof checked> = isChange ? { typed } : checked(target, typed);
  const isJson = action === "json" && view.request !== undefined;
  const text = isJson ? JSON.stringify(view.typed.json, undefined, 2) : "";
  return { ...view, instance, isCall, mode: isJson ? "json" : "form", text };
}

type Read = Pick<CallView, "mode" | "typed" | "text" | "problem" | "request">;

/** Reads a request that was typed as JSON. While it cannot be read it stays JSON. */
function readJson(target: CallTarget, text: string, mode: CallView["mode"]): Read {
  const nothing = { json: {}, problems: NO_PROBLEMS };
  let json: JsonObject;
  try {
    json = JSON.parse(text.trim() || "{}");
  } catch (error) {
    const problem = `This is no JSON: ${(error as Error).message}.`;
    return { mode: "json", text, typed: nothing, problem };
  }
  const read = checked(target, { json, problems: NO_PROBLEMS });
  return { ...read, mode: read.request && !isPlain(target) ? mode : "json", text };
}

/** Whether the request is a plain value in JSON, or may hold anything: then it has no form. */
function isPlain({ method: { input: message } }: CallTarget): boolean {
  return leafOf({ message, enum: undefined, scalar: undefined }, 0) !== undefined;
}

/** Makes the message of what was typed, if it is one; its JSON then has the usual names. */
function checked(
  { method: { input }, offer }: CallTarget,
  typed: TypedRequest,
): Pick<CallView, "typed" | "problem" | "request"> {
  if (typed.problems.size > 0) return { typed, problem: "A field cannot be sent as it is." };
  const registry = offer.files;
  try {
    const request = fromJson(input, typed.json, { registry });
    const json = toJson(input, request, { registry }) as JsonObject;
    return { typed: { ...typed, json }, request };
  } catch (error) {
    return { typed, problem: `This is no ${input.name}: ${(error as Error).message}.` };
  }
}
