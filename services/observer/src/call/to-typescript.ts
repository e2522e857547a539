import type { DescEnum, DescField } from "@bufbuild/protobuf";
import type { ReflectList, ReflectMap, ReflectMessage } from "@bufbuild/protobuf/reflect";
import { enumName } from "./enum-name.ts";

/** The longest literal that stands in one line. */
const MAX_LINE = 56;

/** Returns a message as a literal of TypeScript, as it is given to a generated client. */
export function toTypeScript(message: ReflectMessage, enums: Set<DescEnum>, indent = ""): string {
  const inner = `${indent}  `;
  const parts: string[] = [];
  for (const member of message.desc.members) {
    if (member.kind === "oneof") {
      const field = message.oneofCase(member);
      if (!field) continue;
      const value = literal(field, message, enums, inner);
      parts.push(`${member.localName}: { case: "${field.localName}", value: ${value} }`);
    } else if (message.isSet(member)) {
      parts.push(`${member.localName}: ${literal(member, message, enums, inner)}`);
    }
  }
  return group("{ ", parts, " }", indent);
}

function literal(
  field: DescField,
  message: ReflectMessage,
  enums: Set<DescEnum>,
  indent: string,
): string {
  const value: unknown = message.get(field);
  const one = (each: unknown, at: string) => scalarOrMessage(field, each, enums, at);
  if (field.fieldKind === "list") {
    return group(
      "[",
      [...(value as ReflectList)].map((each) => one(each, `${indent}  `)),
      "]",
      indent,
    );
  }
  if (field.fieldKind === "map") {
    const entries = [...(value as ReflectMap)];
    const parts = entries.map(
      ([key, each]) => `${JSON.stringify(String(key))}: ${one(each, `${indent}  `)}`,
    );
    return group("{ ", parts, " }", indent);
  }
  return one(value, indent);
}

function scalarOrMessage(
  field: DescField,
  value: unknown,
  enums: Set<DescEnum>,
  indent: string,
): string {
  if (field.message) return toTypeScript(value as ReflectMessage, enums, indent);
  if (field.enum) {
    const known = field.enum.value[value as number];
    if (!known) return String(value);
    enums.add(field.enum);
    return `${enumName(field.enum)}.${known.localName}`;
  }
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return `new Uint8Array([${value.join(", ")}])`;
  return JSON.stringify(value);
}

function group(open: string, parts: readonly string[], close: string, indent: string): string {
  if (parts.length === 0) return (open + close).replaceAll(" ", "");
  const line = `${open}${parts.join(", ")}${close}`;
  if (line.length + indent.length <= MAX_LINE && !line.includes("\n")) return line;
  const lines = parts.map((part) => `${indent}  ${part},\n`).join("");
  return `${open.trim()}\n${lines}${indent}${close.trim()}`;
}
