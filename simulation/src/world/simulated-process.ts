import { AsyncLocalStorage } from "node:async_hooks";

/** A process of the simulated shop. What runs in it can be stopped at any place, for good. */
export interface SimulatedProcess {
  /** "checkoutservice.2": the second process of this name. */
  readonly name: string;
  readonly service: string;
  readonly alive: boolean;
  readonly frozen: boolean;
  /** How far its clock is off, in milliseconds. */
  clockErrorMs: number;
  /** What its monotonic clock showed when the world began, in milliseconds. */
  readonly monotonicStartMs: number;
  /** Runs a function, and all that it starts, in this process. */
  run<T>(work: () => T): T;
  /** Settles as the promise does. In a process that has died it never settles. */
  whileAlive<T>(promise: Promise<T>): Promise<T>;
  /** Runs a function now; when the process is frozen, after that; when it is dead, never. */
  whenAwake(work: () => void): void;
  /** Notes that the process came to a place. Returns whether it lives on from there. */
  reach(place: Place): boolean;
  /** Does the same, and resolves when the process goes on from there: if it dies there, never. */
  pass(place: Place): Promise<void>;
  /** Calls back when the process dies, unless the result is disposed before. */
  onDeath(callback: () => void): Disposable;
  /** Stops everything in it until `thaw`: a pause of the machine, or SIGSTOP. */
  freeze(): void;
  thaw(): void;
  /** Ends it as kill -9 does. */
  kill(): void;
}

/** Where something may happen to a process. */
export interface Place {
  readonly kind: "call" | "answer" | "failpoint" | "log" | "store" | "timer";
  readonly name: string;
}

export interface ProcessOptions {
  readonly name: string;
  readonly service: string;
  readonly monotonicStartMs?: number;
  /** Called each time that the process reaches a place: it may kill or freeze it there. */
  readonly onPlace?: (process: SimulatedProcess, place: Place) => void;
}

const running = new AsyncLocalStorage<SimulatedProcess>();

/** Returns the simulated process that the running code belongs to, if there is one. */
export function currentProcess(): SimulatedProcess | undefined {
  return running.getStore();
}

/** Runs a function in no process: what the network does goes on when its caller has died. */
export function outsideProcesses<T>(work: () => T): T {
  return running.exit(work);
}

/** Creates a process, in which nothing runs yet. */
export function createSimulatedProcess(options: ProcessOptions): SimulatedProcess {
  const { name, service, monotonicStartMs = 0, onPlace = () => {} } = options;
  const onDeath = new Set<() => void>();
  const waiting: (() => void)[] = [];
  let alive = true;
  let frozen = false;

  const process: SimulatedProcess = {
    name,
    service,
    clockErrorMs: 0,
    monotonicStartMs,
    get alive() {
      return alive;
    },
    get frozen() {
      return frozen;
    },
    run: (work) => running.run(process, work),
    whileAlive: (promise) =>
      new Promise((resolve, reject) => {
        promise.then(
          (value) => process.whenAwake(() => resolve(value)),
          (reason) => process.whenAwake(() => reject(reason)),
        );
      }),
    whenAwake(work) {
      if (!alive) return;
      if (frozen) waiting.push(work);
      else work();
    },
    reach(place) {
      if (alive) onPlace(process, place);
      return alive;
    },
    pass: (place) =>
      new Promise((resolve) => {
        if (process.reach(place)) process.whenAwake(resolve);
      }),
    onDeath(callback) {
      onDeath.add(callback);
      return { [Symbol.dispose]: () => void onDeath.delete(callback) };
    },
    freeze() {
      frozen = true;
    },
    thaw() {
      frozen = false;
      for (const work of waiting.splice(0)) process.whenAwake(work);
    },
    kill() {
      if (!alive) return;
      alive = false;
      waiting.length = 0;
      for (const callback of onDeath) callback();
      onDeath.clear();
    },
  };
  return process;
}
