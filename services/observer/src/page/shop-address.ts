import type { ServiceContext } from "@hipstershop/service";

/** Resolves with the address of the shop's pages, "host:port": the usual one while there are none. */
export async function shopAddress({ registry }: Pick<ServiceContext, "registry">): Promise<string> {
  const [frontend] = await registry.getService("frontend");
  return frontend?.address ?? "localhost:8080";
}
