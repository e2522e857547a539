import type { Instance } from "../registry.ts";

/** What a registry of this process did, said, heard or learned: the same shape for every kind. */
export interface RegistryEvent {
  readonly type: RegistryEventType;
  /** Which kind of registry: "mdns". */
  readonly registry: string;
  /** When, in milliseconds since 1970, with a fraction. */
  readonly atMs: number;
  /** The services that it is about, by name. None, for a question, are all. */
  readonly services: readonly string[];
  /** The instances that it is about, as far as they are known. */
  readonly instances: readonly Instance[];
  /** Why an instance is gone, what the trouble is, which name was taken. */
  readonly reason?: string;
  /** What was sent or received, where something was. */
  readonly message?: RegistryMessage;
}

export type RegistryEventType =
  /** An instance of this process was announced, or withdrawn. */
  | "registered"
  | "withdrawn"
  /** This process found an instance, heard that it has changed, or knows it no longer. */
  | "found"
  | "changed"
  | "gone"
  /** What processes say to one another: who probes whether a name is free, is there, goes. */
  | "probe"
  | "announcement"
  | "goodbye"
  /** Who is there of a service, or whether an instance still is; and what is answered to that. */
  | "question"
  | "answer"
  /** The name of an instance of this process was taken: it has another one. */
  | "conflict"
  /** A server told all that it knows, or of one change. */
  | "list"
  | "change"
  /** The registry is in trouble, or no longer. */
  | "trouble"
  | "recovered";

/** What went over the network. */
export interface RegistryMessage {
  readonly direction: "sent" | "heard";
  /** Its content as text, a line for each record, or lines of JSON. */
  readonly lines: readonly string[];
  /** Of a packet, as it was on the wire. */
  readonly bytes?: Uint8Array;
}
