import type { DescService } from "@bufbuild/protobuf";

/**
 * Returns the registry name of a service: `CurrencyService` is `currencyservice`, the same
 * word as its folder, its Kubernetes Service and its log lines.
 */
export function serviceName(service: DescService): string {
  return service.name.toLowerCase();
}
