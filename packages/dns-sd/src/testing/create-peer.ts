import { createLink } from "../links/link.ts";
import type { Message } from "../messages/message.ts";

/** Another responder on the loopback interface, which says only what a test has it say. */
export interface Peer extends AsyncDisposable {
  /** Every message that it heard, its own included. */
  readonly heard: readonly Message[];
  send(message: Message): Promise<void>;
}

/** Opens a peer. It may answer what it hears. */
export async function createPeer(
  port: number,
  answer: (message: Message) => Message | undefined = () => undefined,
): Promise<Peer> {
  const heard: Message[] = [];
  const link = await createLink(
    { address: "127.0.0.1", cidr: "127.0.0.1/8", id: "lo" },
    {
      port,
      onMessage(message) {
        heard.push(message);
        const given = answer(message);
        if (given !== undefined) link.send(given);
      },
      onTrouble(error) {
        throw error;
      },
    },
  );
  return {
    heard,
    send: (message) => link.send(message),
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  };
}
