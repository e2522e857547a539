import { Ajv, type ValidateFunction } from "ajv";
import { type Resource, title } from "./resource.ts";
import { schemaProblems } from "./schema-problems.ts";

/** An object of the API, as the OpenAPI file describes it. */
interface Definition {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

export interface OpenApi {
  readonly definitions: Readonly<Record<string, Definition>>;
}

/**
 * Returns a check of objects against the OpenAPI file of a Kubernetes API server (its
 * `/openapi/v2`), which is stricter than a server: a field that the file does not know is
 * refused, as is a kind that it does not know.
 */
export function createSchemaCheck(
  openApi: OpenApi,
): (resources: readonly Resource[]) => readonly string[] {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: "kubernetes", definitions: strict(openApi.definitions) });
  const names = definitionNames(openApi.definitions);
  return (resources) =>
    resources.flatMap((resource) => {
      const name = names.get(`${resource.apiVersion} ${resource.kind}`);
      if (name === undefined) {
        return [`${title(resource)} is of no kind in ${resource.apiVersion} that k8s/schemas has`];
      }
      const validate = ajv.getSchema(`kubernetes#/definitions/${name}`);
      return schemaProblems(validate as ValidateFunction, resource).map(
        (problem) => `${title(resource)}${problem}`,
      );
    });
}

/** The definitions, each refusing what it does not name. */
function strict(definitions: OpenApi["definitions"]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const closed = definition.properties && definition.additionalProperties === undefined;
    result[name] = closed ? { ...definition, additionalProperties: false } : definition;
  }
  // In JSON and YAML both may be a number, though the file says text.
  const textOrNumber = { type: ["string", "number"] };
  result["io.k8s.apimachinery.pkg.api.resource.Quantity"] = textOrNumber;
  result["io.k8s.apimachinery.pkg.util.intstr.IntOrString"] = textOrNumber;
  return result;
}

/** Returns which definition an apiVersion and kind mean: "apps/v1 Deployment". */
export function definitionNames(definitions: OpenApi["definitions"]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, definition] of Object.entries(definitions)) {
    const kinds = definition["x-kubernetes-group-version-kind"] ?? [];
    // One that goes by several groups is a general one, such as DeleteOptions.
    if (kinds.length !== 1) continue;
    for (const { group, version, kind } of kinds) {
      names.set(`${group ? `${group}/` : ""}${version} ${kind}`, name);
    }
  }
  return names;
}
