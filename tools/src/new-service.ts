// Lays out a new service: "npm run new:service -- wishlist" makes the proto file, the folder
// with an implementation, its test and main.ts, and generates its code. No other service is
// touched.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "../..");
const noun = process.argv[2] ?? "";

if (!/^[a-z]{2,30}$/.test(noun)) {
  fail(`Name the service by one word of small letters, such as "wishlist"; got "${noun}"`);
}
const name = `${noun}service`;
const Noun = `${noun[0]?.toUpperCase()}${noun.slice(1)}`;
const folder = join(root, "services", name);
if (existsSync(folder)) fail(`services/${name} exists already`);

const files: Record<string, string> = {
  [`proto/hipstershop/${noun}.proto`]: `syntax = "proto3";

package hipstershop;

// Says what this service is for.
service ${Noun}Service {
  // Says what this RPC does.
  rpc Get${Noun}(Get${Noun}Request) returns (Get${Noun}Response) {
    option idempotency_level = NO_SIDE_EFFECTS;
  }
}

// What to get, and for whom.
message Get${Noun}Request {
  string user_id = 1;
}

// What was got.
message Get${Noun}Response {
  repeated string product_ids = 1;
}
`,
  [`services/${name}/package.json`]: packageJson(),
  [`services/${name}/tsconfig.json`]: `{ "extends": "../../tsconfig.base.json", "include": ["src"] }\n`,
  [`services/${name}/src/main.ts`]: `import { serve } from "@hipstershop/service";
import { ${name} } from "./${name}.ts";

await serve(${name});
`,
  [`services/${name}/src/${name}.ts`]: `import { ${Noun}Service } from "@hipstershop/proto/hipstershop/${noun}";
import { defineService } from "@hipstershop/service";
import { create${Noun} } from "./${noun}.ts";

export const ${name} = defineService({
  service: ${Noun}Service,
  create: () => create${Noun}(),
});
`,
  [`services/${name}/src/${noun}.ts`]: `import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { ${Noun}Service } from "@hipstershop/proto/hipstershop/${noun}";

/** Implements hipstershop.${Noun}Service. */
export function create${Noun}(): ServiceImpl<typeof ${Noun}Service> {
  return {
    get${Noun}({ userId }) {
      if (userId === "") throw new ConnectError("user_id is missing", Code.InvalidArgument);
      return { productIds: [] };
    },
  };
}
`,
  [`services/${name}/src/${noun}.test.ts`]: `import assert from "node:assert/strict";
import test from "node:test";
import { Code, createClient, createRouterTransport } from "@connectrpc/connect";
import { ${Noun}Service } from "@hipstershop/proto/hipstershop/${noun}";
import { create${Noun} } from "./${noun}.ts";

const client = createClient(
  ${Noun}Service,
  createRouterTransport(({ service }) => service(${Noun}Service, create${Noun}())),
);

test("get${Noun} refuses a request without a user", async () => {
  await assert.rejects(client.get${Noun}({}), { code: Code.InvalidArgument });
});
`,
};

for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  process.stdout.write(`wrote ${path}\n`);
}
run("npm", "install", "--offline");
run("npm", "run", "generate");
process.stdout.write(`${name} is there: npm run dev starts it with the others.\n`);

/** The same package.json as its siblings have, so that it stays like them. */
function packageJson(): string {
  const sibling = readFileSync(join(root, "services/adservice/package.json"), "utf8");
  return sibling.replaceAll("adservice", name);
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
