import type { Message } from "../messages/message.ts";
import { createLink, type Link, type LinkOptions, type Peer } from "./link.ts";
import type { LinkAddress } from "./link-addresses.ts";

/** The links that there are now: interfaces come and go. */
export interface Links extends AsyncDisposable {
  all(): readonly Link[];
}

export interface LinksOptions extends Pick<LinkOptions, "port" | "onMessage" | "tap"> {
  /** Returns the interfaces to be on. */
  readonly addresses: () => readonly LinkAddress[];
  /** Told what a person should know: "has trouble on 10.0.0.1: ...". */
  readonly warn: (message: string) => void;
  /** Called when a link was opened later: nobody there knows what was said before. */
  readonly onReturn: () => void;
}

const CHECK_MS = 2_000;

/**
 * Opens a link on each interface, and keeps to those that there are: every two seconds it
 * looks whether one has come, gone or changed, because the system tells Node nothing of it.
 * Rejects with the system's error when none can be opened at first.
 */
export async function createLinks(options: LinksOptions): Promise<Links> {
  const { addresses, port, tap, warn, onReturn } = options;
  const links = new Map<string, Link>();
  const troubles = new Set<string>();
  let checking = Promise.resolve();
  let closed = false;

  async function open(wanted: LinkAddress): Promise<void> {
    const onTrouble = ({ message }: Error) => complain(wanted.address, message);
    links.set(wanted.id, await createLink(wanted, { port, onMessage, onTrouble, tap }));
    troubles.clear();
  }

  /**
   * Passes a message on, unless another link of this process sent it. When two interfaces are on
   * one network, each of their links announces another address for the same name.
   */
  function onMessage(message: Message, from: Peer, link: Link): void {
    const isOther = links
      .values()
      .some((other) => other !== link && other.address === from.address);
    if (!isOther) options.onMessage(message, from, link);
  }

  function complain(address: string, message: string): void {
    const trouble = `has trouble on ${address}: ${message}`;
    if (!troubles.has(trouble)) warn(trouble);
    troubles.add(trouble);
  }

  async function check(): Promise<void> {
    const wanted = new Map(addresses().map((each) => [each.id, each]));
    for (const [id, link] of links) {
      if (wanted.has(id)) continue;
      links.delete(id);
      await link[Symbol.asyncDispose]();
    }
    for (const [id, each] of wanted) {
      if (links.has(id) || closed) continue;
      try {
        await open(each);
        onReturn();
      } catch (error) {
        complain(each.address, (error as Error).message);
      }
    }
  }

  const opened = await Promise.allSettled(addresses().map(open));
  if (links.size === 0) {
    const failure = opened.find((result) => result.status === "rejected");
    throw failure?.reason ?? new Error("No interface that fits HOST is up with an IPv4 address");
  }
  const timer = setInterval(() => {
    // Even to list the interfaces fails while the process has no file descriptor left.
    checking = checking.then(check).catch(({ message }) => complain("this machine", message));
  }, CHECK_MS).unref();

  return {
    all: () => [...links.values()],
    async [Symbol.asyncDispose]() {
      closed = true;
      clearInterval(timer);
      await checking;
      await Promise.all(links.values().map((link) => link[Symbol.asyncDispose]()));
      links.clear();
    },
  };
}
