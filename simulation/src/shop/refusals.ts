import type { Message } from "@bufbuild/protobuf";
import type { AuthorizeRequest } from "@hipstershop/proto/hipstershop/payment";

/** What is refused before it is begun. */
export interface Refusals {
  /** The names of the methods that are refused now. */
  readonly methods: Set<string>;
  /** Returns whether a request is refused. A payment that was refused once is refused for ever. */
  refuses(method: string, request: Message): boolean;
}

/** Begins with nothing to refuse. */
export function createRefusals(): Refusals {
  const methods = new Set<string>();
  const payments = new Set<string>();
  return {
    methods,
    refuses(method, request) {
      if (method !== "Authorize") return methods.has(method);
      const { idempotencyKey } = request as AuthorizeRequest;
      if (methods.has(method)) payments.add(idempotencyKey);
      return payments.has(idempotencyKey);
    },
  };
}
