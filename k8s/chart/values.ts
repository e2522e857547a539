import { stringify } from "yaml";
import { COMPONENTS, ON_BY_DEFAULT, switchName } from "./switches.ts";

export interface ChartDefaults {
  /** The tag of all images, which services announce as their version. */
  readonly tag: string;
  /** The whole reference of a service's image, where prefix and tag do not say it. */
  readonly images: ReadonlyMap<string, string>;
}

/** Returns the chart's values.yaml; `about` has the first words of each component about itself. */
export function writeValues(
  { tag, images }: ChartDefaults,
  about: ReadonlyMap<string, string>,
): string {
  const components = COMPONENTS.flatMap((name) => [
    `  # ${about.get(name)}`,
    `  ${switchName(name)}: ${ON_BY_DEFAULT.includes(name)}`,
  ]);
  const services = Object.fromEntries([...images].map(([name, image]) => [name, { image }]));
  return `# The images: <prefix><service>:<tag>, where a service has none below. The tag is also the version that
# services announce.
image:
  # Such as registry.example/shop/ with the slash.
  prefix: ""
  tag: ${JSON.stringify(tag)}

# Each is a folder of k8s/components in the sources, where it is explained.
components:
${components.join("\n")}

# For the ingress and the httpRoute: the shop's host; the Secret with its certificate, which the
# ingress names; the Gateway, which the httpRoute names.
host: shop.example.com
tlsSecret: shop-tls
gateway:
  name: gateway
  namespace: gateway

# Image, replicas and resources of a service, where they are to be others:
#   frontend: { minReplicas: 3, maxReplicas: 20, resources: { limits: { memory: 512Mi } } }
${stringify({ services })}`;
}

/** Returns the chart's values.schema.json, which helm holds all values against. */
export function writeValuesSchema(services: readonly string[]): string {
  const name = { type: "string", pattern: "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$" };
  const quantity = { type: ["string", "number"] };
  const amounts = closed({ cpu: quantity, memory: quantity });
  const replicas = { type: "integer", minimum: 1 };
  const service = closed({
    image: { type: "string", pattern: "^\\S+$" },
    minReplicas: replicas,
    maxReplicas: replicas,
    resources: closed({ requests: amounts, limits: amounts }),
  });
  const each = <T>(names: readonly string[], schema: T) =>
    Object.fromEntries(names.map((name) => [name, schema]));
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    ...closed({
      // Helm itself adds this one to the values of a chart that is part of another.
      global: { type: "object" },
      image: closed({
        prefix: { type: "string", pattern: "^(|.*/)$" },
        tag: { type: "string", pattern: "^[\\w][\\w.-]{0,127}$" },
      }),
      components: closed(each(COMPONENTS.map(switchName), { type: "boolean" })),
      host: { type: "string", minLength: 1 },
      tlsSecret: name,
      gateway: closed({ name, namespace: name }),
      services: closed(each(services, service)),
    }),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** An object with no other properties than these. */
function closed(properties: object) {
  return { type: "object", additionalProperties: false, properties };
}
