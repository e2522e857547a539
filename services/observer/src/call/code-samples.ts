import {
  type DescEnum,
  type DescMethod,
  type JsonObject,
  type Message,
  type Registry,
  toJson,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { isOfEveryServer } from "@hipstershop/reflection";
import { enumName } from "./enum-name.ts";
import { toTypeScript } from "./to-typescript.ts";

/** The same call, written for another tool. */
export interface CodeSample {
  readonly tool: string;
  readonly code: string;
}

export interface SampledCall {
  /** The registry name. */
  readonly service: string;
  readonly method: DescMethod;
  readonly request: Message;
  /** The `host:port` of an instance. Undefined where no other process can reach one. */
  readonly address: string | undefined;
  /** The shop that `npm run call` must be told. Undefined where it finds it by itself. */
  readonly shop: string | undefined;
  /** Finds the messages that an Any holds. */
  readonly registry: Registry;
}

/** Writes a call as `npm run call`, as grpcurl, as curl and in TypeScript, where these can make it. */
export function codeSamples({
  service,
  method,
  request,
  address,
  shop,
  registry,
}: SampledCall): readonly CodeSample[] {
  const { name, parent, methodKind } = method;
  const json = JSON.stringify(toJson(method.input, request, { registry }) as JsonObject);
  const path = `${parent.typeName}/${name}`;
  const isUnary = methodKind === "unary";
  return [
    { tool: "TypeScript", code: typeScript(service, method, request) },
    isUnary &&
      address !== undefined &&
      !isOfEveryServer(parent) && {
        tool: "npm run call",
        code: `${shop ? `SHOP=${shop} ` : ""}npm run call ${word(service)} ${name} ${json === "{}" ? "" : quoted(json)}`.trimEnd(),
      },
    isUnary &&
      address !== undefined && {
        tool: "curl",
        code: `curl ${word(`http://${address}/${path}`)} \\\n  --json ${quoted(json)}`,
      },
    address !== undefined && {
      tool: "grpcurl",
      code: `grpcurl -plaintext -d ${quoted(json)} \\\n  ${word(address)} ${path}`,
    },
  ].filter((sample) => sample !== false);
}

function typeScript(
  service: string,
  { parent, localName, input, methodKind }: DescMethod,
  request: Message,
): string {
  const enums = new Set<DescEnum>();
  const literal = toTypeScript(reflect(input, request), enums);
  const names = new Map([[moduleOf(parent), [parent.name]]]);
  for (const desc of enums) {
    const module = moduleOf(desc);
    names.set(module, [...(names.get(module) ?? []), enumName(desc)]);
  }
  const imports = [...names].map(
    ([module, all]) => `import { ${all.sort().join(", ")} } from "${module}";`,
  );
  const isUsual = parent.name.toLowerCase() === service;
  const client = `client(${parent.name}${isUsual ? "" : `, { name: ${JSON.stringify(service)} }`})`;
  const call = `${client}.${localName}(${literal === "{}" ? "{}" : literal})`;
  const line =
    methodKind === "unary"
      ? `const answer = await ${call};`
      : `for await (const message of ${call}) {\n  console.log(message);\n}`;
  return `${imports.join("\n")}\n\n${line}`;
}

function moduleOf({ file }: { readonly file: { readonly name: string } }): string {
  return `@hipstershop/proto/${file.name}`;
}

/** A word of a shell that needs no quotes, else a quoted one: a stranger can have any name. */
function word(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : quoted(text);
}

/** A word of a shell, whatever stands in it (POSIX.1-2024, Shell Command Language, 2.2.2). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
