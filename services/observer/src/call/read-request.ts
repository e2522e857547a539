import {
  type DescField,
  type DescMessage,
  type DescOneof,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Registry,
  ScalarType,
} from "@bufbuild/protobuf";
import { firstDepth } from "./first-depth.ts";
import { type Leaf, leafOf } from "./leaf-of.ts";
import { rowCount } from "./row-count.ts";

/** What stands in a form, as the JSON of its message. */
export interface TypedRequest {
  readonly json: JsonObject;
  /** What is wrong with a field, by its path: "from.units", "items.0.productId". */
  readonly problems: ReadonlyMap<string, string>;
}

export interface ReadRequestOptions {
  /** Finds the messages that an Any holds. */
  readonly registry: Registry;
  /** Whether rows in which nothing stands are kept, to be filled in. Default false. */
  readonly keepsRows?: boolean;
  /** The path of a row that is left out. */
  readonly without?: string | undefined;
}

/**
 * Reads the fields of a form as a request. A field in which nothing stands is not set, and neither is
 * a message all of whose fields are so. Of a oneof the field that was chosen is set, else the first in
 * which something stands.
 */
export function readRequest(
  desc: DescMessage,
  form: URLSearchParams,
  { registry, keepsRows = false, without }: ReadRequestOptions,
): TypedRequest {
  const problems = new Map<string, string>();

  function readMessage(desc: DescMessage, path: string, depth: number): JsonObject | undefined {
    const read: JsonObject = {};
    for (const member of desc.members) {
      const part = member.kind === "oneof" ? readOneof : readField;
      Object.assign(read, part(member as never, path, depth));
    }
    return Object.keys(read).length > 0 ? read : undefined;
  }

  function readOneof(desc: DescOneof, path: string, depth: number): JsonObject | undefined {
    const chosen = form.get(`one.${path}${desc.name}`);
    for (const field of desc.fields) {
      if (chosen && field.name !== chosen) continue;
      const read = readField(field, path, depth);
      if (read || chosen) return read ?? { [field.jsonName]: emptyOf(field) };
    }
    return undefined;
  }

  function readField(field: DescField, path: string, depth: number): JsonObject | undefined {
    const at = path + field.jsonName;
    let read: JsonValue | undefined;
    if (field.fieldKind === "list" || field.fieldKind === "map") {
      const rows = Array.from({ length: rowCount(form, at) }, (_, row) =>
        readRow(field, `${at}.${row}`, depth),
      );
      const filled = rows.filter((row) => row !== undefined);
      if (filled.length === 0) return undefined;
      read =
        field.fieldKind === "list" ? filled.map(([, value]) => value) : Object.fromEntries(filled);
    } else read = readValue(field, at, depth);
    return read === undefined ? undefined : { [field.jsonName]: read };
  }

  /** Reads a row of a list, or of a map with its key. Undefined when nothing stands in it. */
  function readRow(field: DescField, at: string, depth: number): [string, JsonValue] | undefined {
    const isMap = field.fieldKind === "map";
    const key = isMap ? (form.get(`r.${at}.key`) ?? "") : "";
    if (at === without) return undefined;
    const value = readValue(field, isMap ? `${at}.value` : at, depth);
    if (value !== undefined) return [key, value];
    if (keepsRows) return [key, field.message ? {} : ""];
    return key === "" ? undefined : [key, emptyOf(field)];
  }

  /** Reads one value, and notes what is wrong with it. */
  function readValue(field: DescField, at: string, depth: number): JsonValue | undefined {
    const leaf = leafOf(field, depth);
    if (!leaf) return readMessage(field.message as DescMessage, `${at}.`, depth + 1);
    const typed = form.get(`r.${at}`) ?? "";
    if (typed === "") return undefined;
    try {
      const value = parse(leaf, typed);
      fromJson(field.parent, { [field.jsonName]: alone(field, value) }, { registry });
      return value;
    } catch (error) {
      problems.set(at, problemOf(leaf, typed, error as Error));
      return typed;
    }
  }

  return { json: readMessage(desc, "", firstDepth(desc)) ?? {}, problems };
}

function problemOf(leaf: Leaf, typed: string, { message }: Error): string {
  const wanted = leaf.kind === "text" && leaf.wanted;
  if (wanted) return `“${typed}” is not ${wanted}.`;
  return `This is no ${leaf.hint}: ${message.replace(/^cannot decode .*? from JSON: /, "")}`;
}

function parse(leaf: Leaf, typed: string): JsonValue {
  if (leaf.kind === "json") return JSON.parse(typed);
  return leaf.kind === "choice" && !leaf.enum ? typed === "true" : typed;
}

/** A value as its field has it when it has no other. */
function alone(field: DescField, value: JsonValue): JsonValue {
  if (field.fieldKind === "list") return [value];
  if (field.fieldKind !== "map") return value;
  const key = { [ScalarType.STRING]: "key", [ScalarType.BOOL]: "true" }[field.mapKey as number];
  return { [key ?? "0"]: value };
}

function emptyOf(field: DescField): JsonValue {
  if (field.message) return {};
  if (field.scalar === ScalarType.BOOL) return false;
  return field.scalar === ScalarType.STRING || field.scalar === ScalarType.BYTES ? "" : 0;
}
