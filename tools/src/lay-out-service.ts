import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The lists of services that cannot read the folders, with the pattern of an entry. */
const LISTS: Readonly<Record<string, RegExp>> = {
  "k8s/base/kustomization.yaml": /^ {2}- (\w+)\n/gm,
  "skaffold.yaml": /^ {8}- image: (\w+)\n.*\n/gm,
};

/**
 * Writes the files of a new service into a repository, and its name into the two lists of
 * services. The noun is one word of small letters: "wishlist" makes wishlistservice. Returns
 * the paths written, relative to the repository.
 */
export function layOutService(repository: string, noun: string): readonly string[] {
  const name = `${noun}service`;
  const files = newFiles(repository, noun);
  for (const [path, entry] of Object.entries(LISTS)) {
    files[path] = enlist(readFileSync(join(repository, path), "utf8"), entry, name);
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), content);
  }
  return Object.keys(files);
}

/** Adds an entry like its neighbour's to a list, at its place in the alphabet. */
function enlist(list: string, entry: RegExp, name: string): string {
  const entries = [...list.matchAll(entry)];
  const next = entries.find(([, other = ""]) => other > name);
  const neighbour = next ?? entries.at(-1);
  if (!neighbour?.[1]) throw new RangeError(`No service stands in a list by ${entry}`);
  const [text, other] = neighbour;
  const at = neighbour.index + (next ? 0 : text.length);
  return list.slice(0, at) + text.replaceAll(other, name) + list.slice(at);
}

function newFiles(repository: string, noun: string): Record<string, string> {
  const name = `${noun}service`;
  const Noun = `${noun[0]?.toUpperCase()}${noun.slice(1)}`;
  return {
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
    [`services/${name}/package.json`]: packageJson(repository, name),
    [`services/${name}/tsconfig.json`]: `{ "extends": "../../tsconfig.base.json", "include": ["src"] }\n`,
    [`services/${name}/src/main.ts`]: `import { serve } from "@hipstershop/service";
import { ${name} } from "./${name}.ts";

await serve(${name});
`,
    [`services/${name}/src/${name}.ts`]: `import { ${Noun}Service } from "@hipstershop/proto/hipstershop/${noun}";
import { defineService } from "@hipstershop/service";
import { create${Noun} } from "./${noun}.ts";

/** Says what this service is for. */
export const ${name} = defineService({
  service: ${Noun}Service,
  create: () => create${Noun}(),
});
`,
    [`services/${name}/src/${noun}.ts`]: `import type { ServiceImpl } from "@connectrpc/connect";
import type { ${Noun}Service } from "@hipstershop/proto/hipstershop/${noun}";
import { invalidArgument } from "@hipstershop/service";

/** Implements hipstershop.${Noun}Service. */
export function create${Noun}(): ServiceImpl<typeof ${Noun}Service> {
  return {
    get${Noun}({ userId }) {
      if (userId === "") throw invalidArgument("user_id must be set");
      return { productIds: [] };
    },
  };
}
`,
    [`services/${name}/src/${noun}.test.ts`]: `import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, createClient, createRouterTransport } from "@connectrpc/connect";
import { ${Noun}Service } from "@hipstershop/proto/hipstershop/${noun}";
import { create${Noun} } from "./${noun}.ts";

const client = createClient(
  ${Noun}Service,
  createRouterTransport(({ service }) => {
    service(${Noun}Service, create${Noun}());
  }),
);

test("get${Noun} refuses a request without a user", async () => {
  await assert.rejects(client.get${Noun}({}), { code: Code.InvalidArgument });
});
`,
    [`k8s/base/${name}/kustomization.yaml`]: `# Says what this service is for.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../service
namePrefix: ${noun}
images:
  - name: service
    newName: ${name}
labels:
  - includeSelectors: true
    pairs:
      app.kubernetes.io/name: ${name}
`,
  };
}

/** A package.json like that of the other services. */
function packageJson(repository: string, name: string): string {
  const sibling = readFileSync(join(repository, "services/adservice/package.json"), "utf8");
  const { devDependencies: _, ...manifest } = JSON.parse(sibling.replaceAll("adservice", name));
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
