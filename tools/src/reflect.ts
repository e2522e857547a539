import { create, createFileRegistry, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import {
  type CallOptions,
  Code,
  ConnectError,
  createClient,
  type Transport,
} from "@connectrpc/connect";
import {
  ServerReflection,
  type ServerReflectionRequest,
  ServerReflectionRequestSchema,
} from "@hipstershop/proto/grpc/reflection/v1/reflection";

/** What a server says that it offers. */
export interface Reflected {
  /** The fully qualified names of its services. */
  readonly services: readonly string[];
  /** The proto files that declare them, and the files that these import. */
  readonly files: FileRegistry;
}

/**
 * Asks a running server what it offers (gRPC server reflection v1). This is a stream in both
 * directions, so the transport must speak HTTP/2. Throws a ConnectError, UNIMPLEMENTED when
 * the server has no reflection.
 */
export async function reflect(transport: Transport, options?: CallOptions): Promise<Reflected> {
  const client = createClient(ServerReflection, transport);
  const services: string[] = [];
  for await (const { messageResponse } of client.serverReflectionInfo(
    requests([{ case: "listServices", value: "" }]),
    options,
  )) {
    if (messageResponse.case === "listServicesResponse") {
      services.push(...messageResponse.value.service.map((service) => service.name));
    }
  }
  const files = new Map<string, FileDescriptorProto>();
  const symbols = services.map((value) => ({ case: "fileContainingSymbol" as const, value }));
  for await (const { messageResponse } of client.serverReflectionInfo(requests(symbols), options)) {
    if (messageResponse.case === "errorResponse") {
      throw new ConnectError(messageResponse.value.errorMessage, Code.NotFound);
    }
    if (messageResponse.case !== "fileDescriptorResponse") continue;
    for (const bytes of messageResponse.value.fileDescriptorProto) {
      const file = fromBinary(FileDescriptorProtoSchema, bytes);
      files.set(file.name, file);
    }
  }
  const set = create(FileDescriptorSetSchema, { file: importsFirst(files) });
  return { services, files: createFileRegistry(set) };
}

async function* requests(
  questions: readonly ServerReflectionRequest["messageRequest"][],
): AsyncGenerator<ServerReflectionRequest> {
  for (const messageRequest of questions) {
    yield create(ServerReflectionRequestSchema, { messageRequest });
  }
}

/** Orders files as a registry of files needs them: each after those that it imports. */
function importsFirst(files: ReadonlyMap<string, FileDescriptorProto>): FileDescriptorProto[] {
  const ordered = new Set<FileDescriptorProto>();
  const visit = (name: string): void => {
    const file = files.get(name);
    if (file === undefined || ordered.has(file)) return;
    for (const dependency of file.dependency) visit(dependency);
    ordered.add(file);
  };
  for (const name of files.keys()) visit(name);
  return [...ordered];
}
