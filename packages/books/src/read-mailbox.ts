import { type Client, Code, ConnectError } from "@connectrpc/connect";
import type { EmailService } from "@hipstershop/proto/hipstershop/email";
import type { Mailbox } from "./books.ts";

/**
 * Reads the mailbox, which keeps the latest mails and loses all when its process ends. Returns
 * undefined where mail goes out over SMTP.
 */
export async function readMailbox(
  email: Client<typeof EmailService>,
): Promise<Mailbox | undefined> {
  try {
    const { mails } = await email.listMail({});
    return { messageIds: mails.map(({ messageId }) => messageId), whole: false };
  } catch (error) {
    if (ConnectError.from(error).code === Code.FailedPrecondition) return undefined;
    throw error;
  }
}
