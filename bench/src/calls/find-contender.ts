import type { Contender } from "./contender.ts";
import { contenders } from "./contenders.ts";
import { recordingContenders } from "./recording-contenders.ts";

/** Returns the contender of a name. Throws a RangeError if there is none. */
export function findContender(name: string): Contender {
  const found = contenders[name] ?? recordingContenders[name];
  if (found === undefined) throw new RangeError(`There is no contender "${name}"`);
  return found;
}
