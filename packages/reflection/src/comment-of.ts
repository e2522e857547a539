import type {
  DescEnum,
  DescEnumValue,
  DescField,
  DescFile,
  DescMessage,
  DescMethod,
  DescOneof,
  DescService,
} from "@bufbuild/protobuf";

type Declared =
  | DescService
  | DescMethod
  | DescMessage
  | DescField
  | DescOneof
  | DescEnum
  | DescEnumValue;

/**
 * Returns the comment before a declaration, in the lines of its proto file. Empty when the
 * descriptor has none: code that is generated has no comments, and the answer of `reflect` has.
 */
export function commentOf(desc: Declared): string {
  const path = sourcePath(desc).join();
  const { file } = "file" in desc ? desc : desc.parent;
  // Text below a heading is a manual, as in google.protobuf.Timestamp.
  const [description = ""] = commentsOf(file).get(path)?.split(/^\s*#/m) ?? [];
  return description
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();
}

/** The comments of a file by their places: a page asks for that of each declaration. */
function commentsOf(file: DescFile): ReadonlyMap<string, string> {
  const known = commentsByFile.get(file);
  if (known) return known;
  const comments = new Map<string, string>();
  for (const { path, leadingComments } of file.proto.sourceCodeInfo?.location ?? []) {
    if (leadingComments !== "") comments.set(path.join(), leadingComments);
  }
  commentsByFile.set(file, comments);
  return comments;
}

const commentsByFile = new WeakMap<DescFile, ReadonlyMap<string, string>>();

/** The place of a declaration in its file, in field numbers of descriptor.proto. */
function sourcePath(desc: Declared): number[] {
  switch (desc.kind) {
    case "service":
      return [6, desc.file.proto.service.indexOf(desc.proto)];
    case "rpc":
      return [...sourcePath(desc.parent), 2, desc.parent.proto.method.indexOf(desc.proto)];
    case "message":
      return desc.parent
        ? [...sourcePath(desc.parent), 3, desc.parent.proto.nestedType.indexOf(desc.proto)]
        : [4, desc.file.proto.messageType.indexOf(desc.proto)];
    case "field":
      return [...sourcePath(desc.parent), 2, desc.parent.proto.field.indexOf(desc.proto)];
    case "oneof":
      return [...sourcePath(desc.parent), 8, desc.parent.proto.oneofDecl.indexOf(desc.proto)];
    case "enum":
      return desc.parent
        ? [...sourcePath(desc.parent), 4, desc.parent.proto.enumType.indexOf(desc.proto)]
        : [5, desc.file.proto.enumType.indexOf(desc.proto)];
    case "enum_value":
      return [...sourcePath(desc.parent), 2, desc.parent.proto.value.indexOf(desc.proto)];
  }
}
