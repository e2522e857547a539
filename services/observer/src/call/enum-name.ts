import type { DescEnum } from "@bufbuild/protobuf";

/** Returns the name of an enum in generated code: one inside a message has that one's name before its own. */
export function enumName({ typeName, file }: DescEnum): string {
  const prefix = file.proto.package === "" ? "" : `${file.proto.package}.`;
  return typeName.slice(prefix.length).replaceAll(".", "_");
}
