/** The calls that are measured. */
export interface Calls {
  convert(): Promise<unknown>;
  listProducts(): Promise<unknown>;
}

export type CallName = keyof Calls;

/** Where each call is answered: "127.0.0.1:41873". */
export type Addresses = Readonly<Record<CallName, string>>;

/** One way to make and answer calls. Client and server run in processes of their own. */
export interface Contender {
  /** Serves on free ports of loopback for as long as the process lives. */
  serve(): Promise<Addresses>;
  /** Returns the calls to a server. */
  connect(addresses: Addresses): Promise<Calls>;
}
