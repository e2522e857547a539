import type { PortListener } from "../port/open-port.ts";

/**
 * Returns a listener that takes a deadline no timer can wait for as none at all: gRPC's
 * "8760H" is a year. Node would let it pass after a millisecond.
 */
export function withoutFarDeadline(listener: PortListener): PortListener {
  return (request, response) => {
    const { headers } = request;
    if (Number(headers["connect-timeout-ms"]) > LONGEST_MS) delete headers["connect-timeout-ms"];
    if (grpcTimeoutMs(headers["grpc-timeout"]) > LONGEST_MS) delete headers["grpc-timeout"];
    listener(request, response);
  };
}

/** Node keeps the delay of a timer in 32 bits with a sign: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** Reads the timeout of a gRPC request; smaller units than a millisecond are never far. */
function grpcTimeoutMs(timeout: unknown): number {
  const [, amount, unit] = /^(\d{1,8})([HMSm])$/.exec(String(timeout)) ?? [];
  return Number(amount ?? 0) * UNIT_MS[(unit ?? "m") as keyof typeof UNIT_MS];
}

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests */
const UNIT_MS = { H: 3_600_000, M: 60_000, S: 1_000, m: 1 };
