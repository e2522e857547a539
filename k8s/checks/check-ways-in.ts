import { ofKind, type Resource, title } from "./resource.ts";

interface Service extends Resource {
  readonly spec: { readonly ports: readonly { readonly name?: string; readonly port: number }[] };
}

interface Ingress extends Resource {
  readonly spec: {
    readonly tls?: readonly { readonly hosts?: readonly string[] }[];
    readonly rules: readonly {
      readonly host?: string;
      readonly http: {
        readonly paths: readonly {
          readonly backend: {
            readonly service: { readonly name: string; readonly port: ServicePort };
          };
        }[];
      };
    }[];
  };
}

interface ServicePort {
  readonly name?: string;
  readonly number?: number;
}

interface HttpRoute extends Resource {
  readonly spec: {
    readonly rules: readonly {
      readonly backendRefs: readonly { readonly name: string; readonly port: number }[];
    }[];
  };
}

/**
 * Returns a line for each way into the shop, an Ingress or an HTTPRoute, that leads to a port which
 * no Service has, and for each host of an Ingress that no certificate is named for.
 */
export function checkWaysIn(resources: readonly Resource[]): readonly string[] {
  const services = ofKind<Service>(resources, "Service");
  const has = (service: string, port: number | string | undefined) =>
    services.some(
      ({ metadata, spec }) =>
        metadata.name === service &&
        spec.ports.some(({ name, port: number }) => port === name || port === number),
    );
  return [
    ...ofKind<Ingress>(resources, "Ingress").flatMap((ingress) =>
      ingress.spec.rules.flatMap(({ host = "", http }) => {
        const covered = ingress.spec.tls?.some(({ hosts = [] }) => hosts.includes(host));
        return [
          ...(covered ? [] : [`${title(ingress)} names no certificate for "${host}"`]),
          ...http.paths
            .map(({ backend }) => backend.service)
            .filter(({ name, port }) => !has(name, port.name ?? port.number))
            .map(({ name, port }) => leads(ingress, name, port.name ?? port.number)),
        ];
      }),
    ),
    ...ofKind<HttpRoute>(resources, "HTTPRoute").flatMap((route) =>
      route.spec.rules
        .flatMap(({ backendRefs }) => backendRefs)
        .filter(({ name, port }) => !has(name, port))
        .map(({ name, port }) => leads(route, name, port)),
    ),
  ];
}

function leads(from: Resource, service: string, port: number | string | undefined): string {
  return `${title(from)} leads to port "${port}" of Service ${service}, which is not there`;
}
