import { Code, type ConnectError } from "@connectrpc/connect";
import { explainCode } from "./explain-code.ts";

/** Says what an error means; in a cluster also who may have kept the call from its callee. */
export function refusal({ code }: ConnectError, registryName: string): string {
  const mayBePolicy = registryName === "kubernetes" && OUT_OF_REACH.has(code);
  return `${explainCode(code)}${mayBePolicy ? POLICIES : ""}`;
}

const OUT_OF_REACH = new Set([Code.Unavailable, Code.DeadlineExceeded]);

const POLICIES =
  " In a cluster the NetworkPolicies decide who may call whom: one of them may keep the observer out.";
