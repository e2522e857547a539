import {
  create,
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
} from "@bufbuild/protobuf";
import {
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";

/** A message with a field of every kind, of a file that nothing was generated from. */
export const everyField: { readonly files: FileRegistry; readonly desc: DescMessage } = make();

function make() {
  const field = (name: string, number: number, type: Type, more = {}) => ({
    name,
    number,
    type,
    label: Label.OPTIONAL,
    jsonName: name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    ...more,
  });
  const file = create(FileDescriptorProtoSchema, {
    name: "test/every.proto",
    package: "test",
    syntax: "proto3",
    enumType: [
      {
        name: "Size",
        value: [
          { name: "SIZE_UNSPECIFIED", number: 0 },
          { name: "SIZE_LARGE", number: 1 },
        ],
      },
    ],
    messageType: [
      {
        name: "Every",
        oneofDecl: [{ name: "way" }],
        field: [
          field("some_text", 1, Type.STRING),
          field("big", 2, Type.INT64),
          field("small", 3, Type.INT32),
          field("half", 4, Type.DOUBLE),
          field("yes", 5, Type.BOOL),
          field("raw", 6, Type.BYTES),
          field("size", 7, Type.ENUM, { typeName: ".test.Size" }),
          field("words", 8, Type.STRING, { label: Label.REPEATED }),
          field("inside", 9, Type.MESSAGE, { typeName: ".test.Every" }),
          field("more", 10, Type.MESSAGE, { typeName: ".test.Every", label: Label.REPEATED }),
          field("counts", 11, Type.MESSAGE, {
            typeName: ".test.Every.CountsEntry",
            label: Label.REPEATED,
          }),
          field("by_road", 12, Type.STRING, { oneofIndex: 0 }),
          field("by_ship", 13, Type.MESSAGE, { typeName: ".test.Every", oneofIndex: 0 }),
        ],
        nestedType: [
          {
            name: "CountsEntry",
            options: { mapEntry: true },
            field: [field("key", 1, Type.STRING), field("value", 2, Type.INT32)],
          },
        ],
      },
    ],
  });
  const files = createFileRegistry(file, () => undefined);
  return { files, desc: files.getMessage("test.Every") as DescMessage };
}
