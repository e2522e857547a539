import type { DescService } from "@bufbuild/protobuf";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { isOfEveryServer, type Reflected, reflect } from "@hipstershop/reflection";
import type { ServiceContext } from "@hipstershop/service";

/** What a running service says that it offers. */
export interface Offer extends Pick<Reflected, "files"> {
  /** Its own RPC services. Empty where it has only pages. */
  readonly own: readonly DescService[];
  /** Those that every server has: health and reflection. */
  readonly common: readonly DescService[];
}

/** A service that is there and does not say it in this time is passed over. */
const PATIENCE_MS = 5_000;

/** Asks an instance of a service what it offers. Throws a ConnectError. */
export async function offerOf(
  { client }: Pick<ServiceContext, "client">,
  service: string,
  signal: AbortSignal,
): Promise<Offer> {
  const reflection = client(ServerReflection, { name: service, waitMs: PATIENCE_MS });
  const { services, files } = await reflect(reflection, { timeoutMs: PATIENCE_MS, signal });
  return {
    files,
    own: services.filter((desc) => !isOfEveryServer(desc)),
    common: services.filter(isOfEveryServer),
  };
}
