import type { DescMessage, Message } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";

/**
 * Returns the path of the only field, "from.currencyCode", with the text that a refusal ends with:
 * "unsupported currency: XYZ". Undefined where none has it, or several.
 */
export function fieldQuoted(
  desc: DescMessage,
  request: Message,
  refusal: string,
): string | undefined {
  const [path, ...others] = pathsTo(reflect(desc, request), (text) =>
    refusal.endsWith(`: ${text}`),
  );
  return others.length === 0 ? path : undefined;
}

function pathsTo(message: ReflectMessage, fits: (text: string) => boolean): string[] {
  return message.fields.flatMap((field) => {
    if (!message.isSet(field)) return [];
    if (field.fieldKind === "message") {
      return pathsTo(message.get(field), fits).map((path) => `${field.jsonName}.${path}`);
    }
    const value = field.fieldKind === "scalar" && message.get(field);
    return typeof value === "string" && fits(value) ? [field.jsonName] : [];
  });
}
