import type { DescMessage } from "@bufbuild/protobuf";

/**
 * Returns the path of the field, "address.postalCode", that a refusal begins with: "address.postal_code
 * must be set". Undefined where it begins with no field of the request.
 */
export function fieldNamed(request: DescMessage, refusal: string): string | undefined {
  const [named] = /^[a-z_\d]+(?:\.[a-z_\d]+)*/.exec(refusal) ?? [];
  let desc: DescMessage | undefined = request;
  const path: string[] = [];
  for (const name of named?.split(".") ?? []) {
    const field: DescMessage["fields"][number] | undefined = desc?.fields.find(
      (each) => each.name === name,
    );
    if (!field || field.fieldKind === "list" || field.fieldKind === "map") return undefined;
    path.push(field.jsonName);
    desc = field.message;
  }
  return path.length > 0 ? path.join(".") : undefined;
}
