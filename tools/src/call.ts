// Calls any RPC of a running service by the service's name, or says what it offers. It uses no
// proto file and no generated code: the services tell what they offer.
import { text } from "node:stream/consumers";
import {
  type DescMethod,
  type DescService,
  fromJsonString,
  type Message,
  toJson,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import {
  isOfEveryServer,
  makeCall,
  reflect,
  type ServiceOffer,
  serviceOffer,
} from "@hipstershop/reflection";
import type { Instance, Registry } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { openRegistryFromEnv, openToolTelemetry } from "@hipstershop/service";
import { mendQuotes } from "./mend-quotes.ts";
import { print } from "./print.ts";

const USAGE = `usage: npm run call                              lists the services that run
       npm run call <service>                    says what one offers
       npm run call <service> <RPC> ['<JSON>']   calls it
       npm run call <service> <RPC> -            calls it with the JSON on standard input`;

/** How long an answer may take, in milliseconds. */
const TIMEOUT_MS = 10_000;

async function main([service, rpc, ...words]: string[]): Promise<void> {
  if (service?.startsWith("-")) throw new RangeError(USAGE);
  const { env } = process;
  await using registry = await openRegistryFromEnv(env);
  if (service === undefined) {
    const names = await registry.listServices();
    if (names.length === 0) throw new RangeError(`${registry.name} knows no service`);
    print(names);
    return;
  }
  await checkRuns(registry, service);
  await using clients = createClients({ registry, open });
  const reflection = clients.client(ServerReflection, { name: service });
  const { services } = await reflect(reflection, { timeoutMs: 5_000 });
  const offered = services.filter((desc) => !isOfEveryServer(desc));
  if (rpc === undefined) {
    for (const desc of offered) print(render(serviceOffer(desc)).split("\n"));
    if (offered.length === 0) print([`"${service}" offers web pages, and no RPC but health`]);
    return;
  }
  const method = find(offered, service, rpc);
  const request = readRequest(method, await readJson(words));
  await using telemetry = await openToolTelemetry({ name: "npm run call", registry, env });
  const { recorder: watcher } = telemetry;
  const wanted = { service, method, request, timeoutMs: TIMEOUT_MS, watcher };
  for await (const message of makeCall(clients.client, wanted).messages) {
    const json = toJson(method.output, message, { alwaysEmitImplicit: false });
    print(JSON.stringify(json, null, 2).split("\n"));
  }
}

/** Returns the JSON to send. It may come in pieces from a shell that removes quotes. */
async function readJson(words: readonly string[]): Promise<string> {
  const typed = words.join(" ");
  if (typed === "-") return (await text(process.stdin)).trim() || "{}";
  return mendQuotes(typed) || "{}";
}

/** By gRPC, so that services of other projects can be called too, which may speak nothing else. */
function open({ address }: Pick<Instance, "address">): Transport {
  return createGrpcTransport({ baseUrl: `http://${address}` });
}

async function checkRuns(registry: Registry, service: string): Promise<void> {
  if ((await registry.getService(service)).length > 0) return;
  const known = (await registry.listServices()).join(", ") || "no service";
  throw new RangeError(`No instance of "${service}" found; ${registry.name} knows ${known}`);
}

function find(services: readonly DescService[], service: string, rpc: string): DescMethod {
  const methods = services.flatMap((desc) => desc.methods);
  const method = methods.find(({ name }) => name.toLowerCase() === rpc.toLowerCase());
  if (method === undefined) {
    const names = methods.map(({ name }) => name).join(", ");
    throw new RangeError(`"${service}" has no RPC "${rpc}"; it offers ${names || "none"}`);
  }
  if (method.methodKind !== "unary") {
    throw new RangeError(`"${rpc}" is a stream, and only unary RPCs can be called from here`);
  }
  return method;
}

function readRequest(method: DescMethod, json: string): Message {
  try {
    return fromJsonString(method.input, json);
  } catch (error) {
    throw new RangeError(
      `The JSON is no ${method.input.name}: ${(error as Error).message}\n` +
        'Where the shell takes its quotes away, write "-" for it and give it on standard input',
    );
  }
}

function render({ name, file, comment, rpcs, messages }: ServiceOffer): string {
  const block = (comment: string, indent: string) =>
    comment === "" ? [] : comment.split("\n").map((line) => `${indent}// ${line}`.trimEnd());
  return [
    `// ${name}, declared in proto/${file}`,
    "",
    ...block(comment, ""),
    ...rpcs.flatMap((each) => ["", ...block(each.comment, "  "), `  ${each.declaration}`]),
    ...messages.flatMap((message) => [
      "",
      ...block(message.comment, ""),
      `message ${message.name}`,
      ...message.fields.flatMap((field) => [
        ...block(field.comment, "  "),
        `  ${field.declaration}`,
      ]),
    ]),
  ].join("\n");
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const refused = error instanceof ConnectError;
  const message = refused
    ? `${Code[error.code].replace(/(?<=.)([A-Z])/g, "_$1").toLowerCase()}: ${error.rawMessage}`
    : (error as Error).message;
  print(message.split("\n"), process.stderr);
  process.exitCode = 1;
}
