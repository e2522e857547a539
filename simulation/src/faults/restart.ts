import { type Fault, pickVictim } from "./fault.ts";

/** Starts a new process of a service, and then stops an old one: a rolling update. */
export const restart: Fault = async (scene) => {
  const old = pickVictim(scene);
  if (old === undefined) return;
  await scene.shop.start(old.service);
  await scene.shop.stop(old);
};
