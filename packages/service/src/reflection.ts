import {
  createFileRegistry,
  type DescFile,
  type FileRegistry,
  fromBinary,
  toBinary,
} from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, type ServiceImpl } from "@connectrpc/connect";
import type {
  ServerReflection,
  ServerReflectionRequest,
} from "@hipstershop/proto/grpc/reflection/v1/reflection";
import type { ServerReflection as ServerReflectionAlpha } from "@hipstershop/proto/grpc/reflection/v1alpha/reflection";

type Implementation = ServiceImpl<typeof ServerReflection>;

/** Answers gRPC server reflection in both versions, which differ in their package alone. */
export interface Reflection {
  readonly v1: Implementation;
  readonly v1alpha: ServiceImpl<typeof ServerReflectionAlpha>;
}

/**
 * Creates the reflection of a server: the names of its services, and every proto file of
 * the shop with its comments. The files are loaded at the first question.
 */
export function createReflection(serviceNames: readonly string[]): Reflection {
  const v1: Implementation = {
    async *serverReflectionInfo(requests) {
      const sent = new Set<string>();
      for await (const request of requests) {
        yield {
          validHost: request.host,
          originalRequest: request,
          messageResponse: answer(request, serviceNames, await files(), sent),
        };
      }
    },
  };
  return { v1, v1alpha: v1 as unknown as Reflection["v1alpha"] };
}

let loaded: Promise<FileRegistry> | undefined;

/** Shared by all servers of a process: the files never change while it runs. */
function files(): Promise<FileRegistry> {
  loaded ??= import("@hipstershop/proto/descriptors").then(({ descriptorSet }) =>
    createFileRegistry(fromBinary(FileDescriptorSetSchema, base64Decode(descriptorSet))),
  );
  return loaded;
}

function answer(
  { messageRequest }: ServerReflectionRequest,
  serviceNames: readonly string[],
  registry: FileRegistry,
  sent: Set<string>,
) {
  switch (messageRequest.case) {
    case "listServices":
      return {
        case: "listServicesResponse" as const,
        value: { service: serviceNames.map((name) => ({ name })) },
      };
    case "fileByFilename":
      // The registry names a file without its extension.
      return fileResponse(registry.getFile(messageRequest.value), messageRequest.value, sent);
    case "fileContainingSymbol":
      return fileResponse(fileOfSymbol(registry, messageRequest.value), messageRequest.value, sent);
    case "allExtensionNumbersOfType":
      if (registry.getMessage(messageRequest.value)) {
        return {
          case: "allExtensionNumbersResponse" as const,
          value: { baseTypeName: messageRequest.value },
        };
      }
      return errorResponse(Code.NotFound, `unknown message "${messageRequest.value}"`);
    case "fileContainingExtension":
      return errorResponse(Code.NotFound, "the shop's proto files declare no extensions");
    case undefined:
      return errorResponse(Code.InvalidArgument, "a request must ask for something");
  }
}

/** A file with all that it imports, directly or not, but what this stream has been sent. */
function fileResponse(file: DescFile | undefined, asked: string, sent: Set<string>) {
  if (!file) return errorResponse(Code.NotFound, `unknown proto file or symbol "${asked}"`);
  const fileDescriptorProto: Uint8Array[] = [];
  const add = ({ name, proto, dependencies }: DescFile) => {
    if (sent.has(name)) return;
    sent.add(name);
    fileDescriptorProto.push(toBinary(FileDescriptorProtoSchema, proto));
    dependencies.forEach(add);
  };
  sent.delete(file.name);
  add(file);
  return { case: "fileDescriptorResponse" as const, value: { fileDescriptorProto } };
}

function errorResponse(errorCode: Code, errorMessage: string) {
  return { case: "errorResponse" as const, value: { errorCode, errorMessage } };
}

/** A symbol is a type, a service, or the field, value or method of one. */
function fileOfSymbol(registry: FileRegistry, symbol: string): DescFile | undefined {
  const type = registry.get(symbol);
  if (type) return type.file;
  const dot = symbol.lastIndexOf(".");
  const parent = registry.get(symbol.slice(0, dot));
  const name = symbol.slice(dot + 1);
  switch (parent?.kind) {
    case "service":
      return parent.methods.some((method) => method.name === name) ? parent.file : undefined;
    case "message":
      return parent.fields.some((field) => field.name === name) ? parent.file : undefined;
    case "enum":
      return parent.values.some((value) => value.name === name) ? parent.file : undefined;
    default:
      return undefined;
  }
}
