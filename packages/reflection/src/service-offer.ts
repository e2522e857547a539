import { type DescField, type DescMessage, type DescService, ScalarType } from "@bufbuild/protobuf";
import { commentOf } from "./comment-of.ts";
import { rpcDeclaration } from "./rpc-declaration.ts";

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
    comment: commentOf(service),
    rpcs: service.methods.map((method) => ({
      name: method.name,
      comment: commentOf(method),
      declaration: rpcDeclaration(method),
    })),
    messages: [...messages].map((message) => ({
      name: message.name,
      comment: commentOf(message),
      fields: message.fields.map((field) => ({
        declaration: `${fieldType(field)} ${field.name} = ${field.number}`,
        comment: commentOf(field),
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

/** Returns the type of a field as a proto file has it: "repeated CartItem", "map<string, Money>". */
export function fieldType(field: DescField): string {
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
