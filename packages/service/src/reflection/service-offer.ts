import {
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescService,
  ScalarType,
} from "@bufbuild/protobuf";

/** What a service offers, for a caller that knows only its name. */
export interface ServiceOffer {
  /** The fully qualified name, "hipstershop.CurrencyService". */
  readonly name: string;
  /** The proto file that declares it, as a path below proto/. */
  readonly file: string;
  readonly comment: string;
  readonly rpcs: readonly {
    readonly name: string;
    readonly comment: string;
    /** "rpc Convert(CurrencyConversionRequest) returns (Money)" */
    readonly declaration: string;
  }[];
  /** Every message that the RPCs take or return, and the messages inside these. */
  readonly messages: readonly {
    readonly name: string;
    readonly comment: string;
    readonly fields: readonly {
      /** "repeated CartItem items = 2" */
      readonly declaration: string;
      readonly comment: string;
    }[];
  }[];
}

/** Describes a service by its descriptor, with the comments if the descriptor has them. */
export function serviceOffer(service: DescService): ServiceOffer {
  const messages = new Set<DescMessage>();
  for (const method of service.methods) {
    collect(method.input, messages);
    collect(method.output, messages);
  }
  return {
    name: service.typeName,
    file: `${service.file.name}.proto`,
    comment: comment(service),
    rpcs: service.methods.map((method) => ({
      name: method.name,
      comment: comment(method),
      declaration: rpcDeclaration(method),
    })),
    messages: [...messages].map((message) => ({
      name: message.name,
      comment: comment(message),
      fields: message.fields.map((field) => ({
        declaration: `${fieldType(field)} ${field.name} = ${field.number}`,
        comment: comment(field),
      })),
    })),
  };
}

function collect(message: DescMessage, into: Set<DescMessage>): void {
  if (into.has(message)) return;
  into.add(message);
  for (const field of message.fields) {
    if (field.message) collect(field.message, into);
  }
}

/** Returns the comment before a declaration, empty when the descriptor has none. */
function comment(desc: DescService | DescMethod | DescMessage | DescField): string {
  const path = sourcePath(desc).join();
  const file = desc.kind === "rpc" || desc.kind === "field" ? desc.parent.file : desc.file;
  const location = file.proto.sourceCodeInfo?.location.find((each) => each.path.join() === path);
  // Text below a heading is a manual, as in google.protobuf.Timestamp.
  const [description = ""] = location?.leadingComments.split(/^\s*#/m) ?? [];
  return description
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();
}

/** The place of a declaration in its file, in field numbers of descriptor.proto. */
function sourcePath(desc: DescService | DescMethod | DescMessage | DescField): number[] {
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
  }
}

function rpcDeclaration({ name, methodKind, input, output }: DescMethod): string {
  const incoming = methodKind === "client_streaming" || methodKind === "bidi_streaming";
  const outgoing = methodKind === "server_streaming" || methodKind === "bidi_streaming";
  return `rpc ${name}(${incoming ? "stream " : ""}${input.name}) returns (${outgoing ? "stream " : ""}${output.name})`;
}

function fieldType(field: DescField): string {
  const named = field.message?.name ?? field.enum?.name;
  const type = named ?? scalarName(field.scalar);
  switch (field.fieldKind) {
    case "list":
      return `repeated ${type}`;
    case "map":
      return `map<${scalarName(field.mapKey)}, ${type}>`;
    default:
      return type;
  }
}

function scalarName(type: ScalarType | undefined): string {
  return type === undefined ? "unknown" : (ScalarType[type] as string).toLowerCase();
}
