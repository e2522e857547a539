import {
  create,
  createFileRegistry,
  type DescService,
  type FileRegistry,
  fromBinary,
  type MessageInitShape,
} from "@bufbuild/protobuf";
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { type CallOptions, type Client, Code, ConnectError } from "@connectrpc/connect";
import type {
  ServerReflection,
  ServerReflectionRequestSchema,
} from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { countValues } from "@hipstershop/transport";

/** What a server says that it offers. */
export interface Reflected {
  readonly services: readonly DescService[];
  /** The proto files that declare them, and the files that these import. */
  readonly files: FileRegistry;
}

/**
 * Asks a running server what it offers (gRPC server reflection v1), with the comments of its proto
 * files where the server has them. All is asked on one stream, and so of one instance. This is a
 * stream in both directions, so the client's transport must speak HTTP/2. Throws a ConnectError,
 * UNIMPLEMENTED when the server has no reflection.
 */
export async function reflect(
  client: Client<typeof ServerReflection>,
  options?: CallOptions,
): Promise<Reflected> {
  const listed = Promise.withResolvers<readonly string[]>();
  let names: readonly string[] = [];
  const files = new Map<string, FileDescriptorProto>();
  let [bytesLeft, valuesLeft] = [MAX_BYTES, MAX_VALUES];
  for await (const { messageResponse } of client.serverReflectionInfo(
    questions(listed.promise),
    options,
  )) {
    switch (messageResponse.case) {
      case "listServicesResponse":
        names = messageResponse.value.service.map(({ name }) => name);
        listed.resolve(names);
        break;
      case "fileDescriptorResponse":
        for (const bytes of messageResponse.value.fileDescriptorProto) {
          bytesLeft -= bytes.byteLength;
          if (bytesLeft >= 0) valuesLeft -= readable(() => valuesIn(bytes, valuesLeft));
          if (bytesLeft < 0 || valuesLeft < 0) {
            throw new ConnectError(TOO_LONG, Code.ResourceExhausted);
          }
          const file = readable(() => fromBinary(FileDescriptorProtoSchema, bytes));
          files.set(file.name, file);
        }
        break;
      case "errorResponse":
        throw new ConnectError(messageResponse.value.errorMessage, Code.NotFound);
    }
  }
  const set = create(FileDescriptorSetSchema, { file: importsFirst(files) });
  const registry = createFileRegistry(set);
  const services = names.map((name) => registry.getService(name));
  return { services: services.filter((desc) => desc !== undefined), files: registry };
}

/**
 * The most that is read of a server's files, of which a server can send any number: thrice as many values
 * as all files of the shop have. In a registry of files each can take a kilobyte.
 */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_VALUES = 128 * 1024;
const TOO_LONG = `its proto files have more than ${MAX_BYTES} bytes, or ${MAX_VALUES} values`;

/** Options of one's own, such as `destructive`, are fields that the descriptor lacks. */
function valuesIn(bytes: Uint8Array, most: number): number {
  return countValues(FileDescriptorProtoSchema, bytes, most, { keepsUnknown: true });
}

/** Returns what is read of a file. Throws DATA_LOSS when it cannot be read. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new ConnectError(NO_FILE, Code.DataLoss, undefined, undefined, cause);
  }
}

const NO_FILE = "what it says is a proto file is none";

/** Asks for the names of the services, and when they have come for the files that declare them. */
async function* questions(
  listed: Promise<readonly string[]>,
): AsyncGenerator<MessageInitShape<typeof ServerReflectionRequestSchema>> {
  yield { messageRequest: { case: "listServices", value: "" } };
  for (const value of await listed) {
    yield { messageRequest: { case: "fileContainingSymbol", value } };
  }
}

/** Orders files as a registry of files needs them: each after those that it imports. */
function importsFirst(files: ReadonlyMap<string, FileDescriptorProto>): FileDescriptorProto[] {
  const ordered = new Set<FileDescriptorProto>();
  const open = new Set<string>();
  const visit = (name: string): void => {
    const file = files.get(name);
    if (file === undefined || ordered.has(file)) return;
    if (open.has(name)) throw new ConnectError(`"${name}" imports itself`, Code.DataLoss);
    open.add(name);
    for (const dependency of file.dependency) visit(dependency);
    ordered.add(file);
  };
  for (const name of files.keys()) visit(name);
  return [...ordered];
}
