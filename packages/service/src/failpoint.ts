/** What happens at a failpoint. The code that reached it goes on when this resolves. */
export type FailpointHandler = (name: string) => Promise<void>;

/** What a failpoint returns where nothing happens: the code goes on at once. */
const PASSED = Promise.resolve();

// biome-ignore lint/style/noProcessEnv: a test tool, which is no setting of any service
const { FAILPOINT } = process.env;

let handler: FailpointHandler | undefined = FAILPOINT ? killAt(FAILPOINT) : undefined;

/**
 * Marks a place between two durable steps at which a test lets the process die. To be awaited.
 * Nothing happens there unless `handleFailpoints` was called, or the environment has FAILPOINT:
 * the process that reaches the failpoint of this name then kills itself with SIGKILL.
 */
export function failpoint(name: string): Promise<void> {
  return handler === undefined ? PASSED : handler(name);
}

/** Calls `next` at every failpoint of this process, until what it returns is disposed. */
export function handleFailpoints(next: FailpointHandler): Disposable {
  const before = handler;
  handler = next;
  return {
    [Symbol.dispose]() {
      handler = before;
    },
  };
}

function killAt(chosen: string): FailpointHandler {
  return (name) => {
    if (name !== chosen) return PASSED;
    process.kill(process.pid, "SIGKILL");
    // Nothing that follows the failpoint may run before the signal comes.
    return new Promise(() => {});
  };
}
