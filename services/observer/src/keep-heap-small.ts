import { setFlagsFromString } from "node:v8";

/**
 * Has V8 collect the garbage of this process before there is more of it than of all else. By itself it
 * lets garbage grow to several times what is in use, which is little here beside the store: what came
 * with a batch and is not kept. Meant for a process that is the observer alone.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--optimize-for-size");
}
