/**
 * Returns what the chart has in place of a scalar that a value decides: the namespace, the images,
 * the version, and for each service its replicas and resources; undefined for any other.
 */
export function writeLeaf(
  object: string,
  path: readonly string[],
  value: unknown,
  version: string,
): string | undefined {
  const at = path.join("/");
  const [kind, name = ""] = object.split(" ");
  if (/^(metadata|subjects\/\d+)\/namespace$/.test(at)) return "{{ .Release.Namespace }}";
  if (kind === "Ingress" || kind === "HTTPRoute") {
    const given = WAYS_IN[String(value)];
    if (given !== undefined) return `{{ ${given} | quote }}`;
  }
  if (kind === "HTTPRoute" && path.includes("parentRefs")) {
    return `{{ .Values.gateway.${path.at(-1)} | quote }}`;
  }
  if (path.at(-1) === "app.kubernetes.io/version" && value === version) {
    return "{{ .Values.image.tag | quote }}";
  }
  if (path.at(-1) === "image" && String(value).endsWith(`:${version}`)) {
    const image = String(value).slice(0, -version.length);
    const made = `(print .Values.image.prefix ${JSON.stringify(image)} .Values.image.tag)`;
    // The development image is that of all services.
    if (image !== `${name}:`) return `{{ ${made} | quote }}`;
    return `{{ dig ${JSON.stringify(name)} "image" ${made} .Values.services | quote }}`;
  }
  const [, setting] =
    kind === "Deployment"
      ? (/^spec\/template\/spec\/containers\/server\/(resources\/.*)$/.exec(at) ?? [])
      : // One replica stays one: it keeps its data in a file.
        kind === "HorizontalPodAutoscaler" && value !== 1
        ? (/^spec\/((?:min|max)Replicas)$/.exec(at) ?? [])
        : [];
  if (setting === undefined) return undefined;
  const keys = [name, ...setting.split("/")].map((key) => JSON.stringify(key)).join(" ");
  return `{{ dig ${keys} ${JSON.stringify(value)} .Values.services }}`;
}

/** What stands for the cluster's own in the components, and the value that the chart has instead. */
const WAYS_IN: Readonly<Record<string, string>> = {
  "shop.example.com": ".Values.host",
  "shop-tls": ".Values.tlsSecret",
};
