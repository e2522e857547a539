import type { DescField } from "@bufbuild/protobuf";

/** Returns whether what is typed into a field is kept nowhere, also not in the browser. */
export function isSecret({ name, parent }: DescField): boolean {
  return /card|cvv|password|secret/i.test(`${parent.name}.${name}`);
}
