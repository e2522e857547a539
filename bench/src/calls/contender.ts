/** The calls that are measured. */
export interface Calls {
  convert(): Promise<unknown>;
  listProducts(): Promise<unknown>;
}

export type CallName = keyof Calls;

/** One way to make and answer calls. Client and server run in processes of their own. */
export interface Contender {
  /** Serves on a free port of loopback, and returns it. */
  serve(): Promise<number>;
  /** Returns the calls to a server on loopback. */
  connect(port: number): Promise<Calls>;
}
