import { currentProcess } from "../world/simulated-process.ts";
import type { Story } from "../world/story.ts";

/**
 * Notes each rejection that nobody handles, until it is disposed: Node would end the process of a
 * service because of it. Returns the problems.
 */
export function watchCrashes(story: Story): { readonly problems: readonly string[] } & Disposable {
  const problems: string[] = [];
  function crash(reason: unknown): void {
    const who = currentProcess()?.name ?? "a process";
    story.tell(`CRASHES: ${(reason as Error).stack}`, who);
    problems.push(`G2 ${who} crashed: nobody handles "${(reason as Error).message}"`);
  }
  process.on("unhandledRejection", crash);
  return { problems, [Symbol.dispose]: () => void process.off("unhandledRejection", crash) };
}
