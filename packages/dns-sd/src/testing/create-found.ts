import type { Loss, Sink } from "../browse/browse-results.ts";
import type { Service } from "../service.ts";

/** A sink, and the services that are in it. */
export interface Found {
  readonly sink: Sink;
  readonly subtypeOf: (service: Service) => string | undefined;
  /** Those of a subtype. */
  of(subtype: string): readonly Service[];
  /** Why services were taken out, the first one first. */
  readonly losses: readonly Loss[];
}

/** Opens an empty sink for services whose TXT record names their subtype. */
export function createFound(): Found {
  const services = new Map<string, Service>();
  const losses: Loss[] = [];
  const subtypeOf = ({ txt }: Service) => txt.get("subtype");
  return {
    subtypeOf,
    losses,
    sink: {
      put: (service) => void services.set(service.name, service),
      remove({ name }, loss) {
        services.delete(name);
        losses.push(loss);
      },
    },
    of: (subtype) => [...services.values()].filter((each) => subtypeOf(each) === subtype),
  };
}
