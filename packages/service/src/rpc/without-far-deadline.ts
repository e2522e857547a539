import type { PortListener } from "../port/open-port.ts";

/**
 * Returns a listener that removes a deadline that no timer can wait for, such as gRPC's "8760H",
 * a year. Node's timer would end after a millisecond.
 */
export function withoutFarDeadline(listener: PortListener): PortListener {
  return (request, response) => {
    const { headers } = request;
    if (Number(headers["connect-timeout-ms"]) > LONGEST_MS) delete headers["connect-timeout-ms"];
    if (grpcTimeoutMs(headers["grpc-timeout"]) > LONGEST_MS) delete headers["grpc-timeout"];
    listener(request, response);
  };
}

/** 24 days: Node keeps the delay of a timer in a signed number of 32 bits. */
const LONGEST_MS = 2 ** 31 - 1;

/** Returns a gRPC timeout in milliseconds, 0 when its unit is smaller than that. */
function grpcTimeoutMs(timeout: unknown): number {
  const [, amount, unit] = /^(\d{1,8})([HMSm])$/.exec(String(timeout)) ?? [];
  return Number(amount ?? 0) * UNIT_MS[(unit ?? "m") as keyof typeof UNIT_MS];
}

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests */
const UNIT_MS = { H: 3_600_000, M: 60_000, S: 1_000, m: 1 };
