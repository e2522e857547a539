import type { RegistryEvent } from "@hipstershop/service";

/** Whether an event is about an instance that comes or goes, and no talk of what is so anyway. */
export function isMove(type: RegistryEvent["type"]): boolean {
  return !["question", "answer", "list", "change"].includes(type);
}
