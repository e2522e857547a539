import { type Registry as MessageRegistry, toJson } from "@bufbuild/protobuf";
import type { ConnectError } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";

/**
 * Returns why a call failed: "not_found: ...", in the callee's words, and a line for each detail that
 * it gave, whose message is known.
 */
export function errorText(error: ConnectError, messages: MessageRegistry): string {
  const details = error.findDetails(messages).map((detail) => {
    const type = messages.getMessage(detail.$typeName);
    return type && `${type.name}: ${JSON.stringify(toJson(type, detail, { registry: messages }))}`;
  });
  const reason = `${codeToString(error.code)}: ${error.rawMessage}`;
  return [reason, ...details].filter((line) => line !== undefined).join("\n");
}
