import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { isEmailAddress } from "@hipstershop/postal-address";
import type { EmailService } from "@hipstershop/proto/hipstershop/email";
import {
  checkKey,
  failpoint,
  invalidArgument,
  noFaults,
  type ServiceContext,
} from "@hipstershop/service";
import { createLeak } from "./leak.ts";
import { confirmation, type LetterContent } from "./letter-content.ts";
import { letterHtml } from "./letter-html.ts";
import { letterText } from "./letter-text.ts";
import type { Mailbox } from "./mailbox.ts";
import { type Mailer, RefusedError } from "./mailer.ts";
import { messageId } from "./message-id.ts";
import { checkedReceipt, updateContent } from "./read-request.ts";

/** What mails are sent with. */
export interface EmailDependencies {
  readonly mailer: Mailer;
  /** The address of the sender. */
  readonly from: string;
  /** The mailbox that ListMail shows. Without it ListMail is refused. */
  readonly mailbox?: Mailbox | undefined;
  /** By default nothing is broken. */
  readonly faults?: ServiceContext["faults"];
}

/** Returns the implementation of EmailService over its mailer, which the caller closes. */
export function createEmail(deps: EmailDependencies): ServiceImpl<typeof EmailService> {
  const { mailer, from, mailbox, faults = noFaults } = deps;
  const leak = createLeak(faults);

  /** Sends a letter. All those of one key have one Message-ID. */
  async function send(to: string, key: string, contentOf: () => LetterContent): Promise<void> {
    // The error does not repeat the address, because errors are logged.
    if (!isEmailAddress(to))
      throw invalidArgument("email must be an address such as ann@example.com");
    checkKey("idempotency_key", key);
    const content = contentOf();
    const { subject } = content;
    const bodies = { html: letterHtml(content), text: letterText(content) };
    await leak(bodies.html);
    await accepted(mailer.send({ to, subject, ...bodies, messageId: messageId(key, from) }));
    await failpoint("email-after-send");
  }

  return {
    async sendOrderConfirmation({ email, order, idempotencyKey }) {
      await send(email, idempotencyKey, () => confirmation(checkedReceipt(order)));
      return {};
    },

    async sendOrderUpdate(request) {
      await send(request.email, request.idempotencyKey, () => updateContent(request));
      return {};
    },

    async listMail({ limit }) {
      if (!mailbox) {
        const message = "mail can be listed in development only, and only without an SMTP server";
        throw new ConnectError(message, Code.FailedPrecondition);
      }
      if (limit < 0) throw invalidArgument(`limit "${limit}" must be 0 or more`);
      const letters = mailbox.list().slice(0, limit || undefined);
      return {
        mails: letters.map(({ sentMs, ...letter }) => ({
          ...letter,
          sentAt: timestampFromMs(sentMs),
        })),
      };
    },
  };
}

/** Waits until a letter is accepted. What the mailer throws becomes the error of the RPC. */
async function accepted(sending: Promise<void>): Promise<void> {
  try {
    await sending;
  } catch (cause) {
    const [message, code] =
      cause instanceof RefusedError
        ? ["the mail server takes no mail for the address", Code.FailedPrecondition]
        : ["the mail server is out of reach, or refused the mail", Code.Unavailable];
    throw new ConnectError(message, code, undefined, undefined, cause);
  }
}
