import { Code, type ConnectError } from "@connectrpc/connect";
import { refusal } from "./refusal.ts";

/** Says why a service did not tell what it offers. */
export function noOffer(error: ConnectError, registryName: string): string {
  if (error.code === Code.Unimplemented) {
    return "It does not say what it offers: it answers no gRPC reflection.";
  }
  return `It did not say what it offers: ${error.rawMessage}. ${refusal(error, registryName)}`;
}
