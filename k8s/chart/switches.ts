/**
 * The components that the chart can switch on, each by its folder in k8s/components, in the order in
 * which they are applied: a later one patches what an earlier one brings.
 */
export const COMPONENTS: readonly string[] = [
  "redis",
  "postgres",
  "example-secret",
  "load-generator",
  "observability",
  "otlp",
  "faults",
  "network-policies",
  "ingress",
  "http-route",
  "scale-by-calls",
  "fixed-replicas",
  "development",
  "debug",
];

/** The components that are on unless a value says otherwise: those of the production overlay. */
export const ON_BY_DEFAULT: readonly string[] = ["redis", "postgres", "network-policies"];

/** Returns the name of a component among the chart's values: "load-generator" is loadGenerator. */
export function switchName(component: string): string {
  return component.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
