import { type Client, Code, ConnectError } from "@connectrpc/connect";
import type { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import type { ServiceContext } from "@hipstershop/service";

type PaymentClient = Client<typeof PaymentService>;
type Call = (...given: unknown[]) => Promise<unknown>;

/**
 * Returns a client of paymentservice whose calls reach nobody while `paymentUnreachable` is on; the client
 * itself where nothing may be broken.
 */
export function breakablePayment(
  client: PaymentClient,
  { faults, flagsFile }: Pick<ServiceContext, "faults" | "flagsFile">,
): PaymentClient {
  if (flagsFile === undefined) return client;
  const calls = Object.entries(client as unknown as Record<string, Call>).map(([name, call]) => [
    name,
    async (...given: unknown[]) => {
      if (await faults.isOn("paymentUnreachable")) {
        throw new ConnectError("no instance answers", Code.Unavailable);
      }
      return await call(...given);
    },
  ]);
  return Object.fromEntries(calls) as unknown as PaymentClient;
}
