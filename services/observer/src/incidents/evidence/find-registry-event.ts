import { sentenceOf } from "../../registry/sentence-of.ts";
import type { Evidence, Scene } from "./evidence.ts";
import type { RegistryLook } from "./look.ts";

/** Looks for something that the registry told. */
export function findRegistryEvent(look: RegistryLook, scene: Scene): Evidence | undefined {
  const { service, type, reasons } = look;
  const found = scene.conversation
    .latest()
    .find(
      ({ event }) =>
        event.type === type &&
        event.atMs >= scene.sinceMs &&
        event.instances.some((instance) => instance.service === service) &&
        (reasons?.includes(event.reason ?? "") ?? true),
    );
  return found && { text: sentenceOf(found.event).text, link: "/registry?only=moves" };
}
