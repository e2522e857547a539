import { splitAddress } from "../split-address.ts";

const SUFFIX = "_SERVICE_ADDR";

/**
 * Returns the addresses that an environment sets, by registry name: the value of
 * `PRODUCT_CATALOG_SERVICE_ADDR` under `productcatalogservice`. An empty variable counts as
 * absent. Throws a RangeError that lists every bad address, a line each.
 */
export function staticAddresses(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const addresses: Record<string, string> = {};
  const problems: string[] = [];
  for (const [variable, address] of Object.entries(env)) {
    if (!address || !variable.endsWith(SUFFIX) || variable === SUFFIX) continue;
    try {
      splitAddress(address);
      addresses[variable.slice(0, -"_ADDR".length).replaceAll("_", "").toLowerCase()] = address;
    } catch (error) {
      problems.push(`${variable}: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new RangeError(problems.join("\n"));
  return addresses;
}
