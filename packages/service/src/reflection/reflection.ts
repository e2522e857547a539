import {
  createFileRegistry,
  type DescEnum,
  type DescExtension,
  type DescFile,
  type DescMessage,
  type DescService,
  type FileRegistry,
  fromBinary,
  toBinary,
} from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, type ServiceImpl } from "@connectrpc/connect";
import type {
  ServerReflection,
  ServerReflectionRequest,
} from "@hipstershop/proto/grpc/reflection/v1/reflection";

/**
 * Creates the reflection of a server. It knows the names of the server's services, and every
 * proto file with its comments. The files are loaded at the first question.
 */
export function createReflection(
  serviceNames: readonly string[],
): ServiceImpl<typeof ServerReflection> {
  return {
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
      return fileResponse(registry.getFile(messageRequest.value), messageRequest.value, sent);
    case "fileContainingSymbol":
      return fileResponse(fileOf(messageRequest.value, registry), messageRequest.value, sent);
    case "allExtensionNumbersOfType": {
      const { value: baseTypeName } = messageRequest;
      if (!registry.getMessage(baseTypeName)) return unknownMessage(baseTypeName);
      const extensionNumber = extensionsOf(baseTypeName, registry).map(({ number }) => number);
      return {
        case: "allExtensionNumbersResponse" as const,
        value: { baseTypeName, extensionNumber },
      };
    }
    case "fileContainingExtension": {
      const { containingType, extensionNumber } = messageRequest.value;
      if (!registry.getMessage(containingType)) return unknownMessage(containingType);
      const found = extensionsOf(containingType, registry).find(
        ({ number }) => number === extensionNumber,
      );
      return fileResponse(found?.file, `${containingType} ${extensionNumber}`, sent);
    }
    case undefined:
      return errorResponse(Code.InvalidArgument, "a request must ask for something");
  }
}

/** A file and all that it imports, directly or not, except what this stream was sent before. */
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

function extensionsOf(typeName: string, registry: FileRegistry): readonly DescExtension[] {
  return [...registry].filter(
    (desc) => desc.kind === "extension" && desc.extendee.typeName === typeName,
  ) as DescExtension[];
}

function unknownMessage(typeName: string) {
  return errorResponse(Code.NotFound, `unknown message "${typeName}"`);
}

function errorResponse(errorCode: Code, errorMessage: string) {
  return { case: "errorResponse" as const, value: { errorCode, errorMessage } };
}

/** Returns the file that declares a symbol: a type, a service or a member of one. */
function fileOf(symbol: string, registry: FileRegistry): DescFile | undefined {
  const declares = (type: Parameters<typeof membersOf>[0]) =>
    type.typeName === symbol || membersOf(type).includes(symbol);
  return [...registry.files].find((file) => [...nestedTypes(file)].some(declares));
}

function membersOf(type: DescMessage | DescEnum | DescExtension | DescService): string[] {
  const { typeName } = type;
  switch (type.kind) {
    case "service":
      return type.methods.map(({ name }) => `${typeName}.${name}`);
    case "message":
      return [...type.fields, ...type.oneofs].map(({ name }) => `${typeName}.${name}`);
    case "enum": {
      // As in C++, the name of a value is beside its enum and not in it.
      const scope = typeName.slice(0, typeName.lastIndexOf("."));
      return type.values.map(({ name }) => `${scope}.${name}`);
    }
    default:
      return [];
  }
}
