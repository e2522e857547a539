import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { isEmailAddress } from "@hipstershop/address";
import type { EmailService } from "@hipstershop/proto/hipstershop/email";
import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import { letterHtml } from "./letter-html.ts";
import { letterText } from "./letter-text.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Letter, Mailer } from "./mailer.ts";
import { type Receipt, receiptOf } from "./receipt.ts";

/** What confirmations are sent with. */
export interface EmailDependencies {
  readonly mailer: Mailer;
  /** The mailbox that ListMail shows. Without it ListMail is refused. */
  readonly mailbox?: Mailbox | undefined;
}

/** Returns the implementation of EmailService over its mailer, which the caller closes. */
export function createEmail(deps: EmailDependencies): Partial<ServiceImpl<typeof EmailService>> {
  const { mailer, mailbox } = deps;
  return {
    async sendOrderConfirmation({ email, order }) {
      // The error does not repeat the address, because errors are logged.
      if (!isEmailAddress(email)) throw invalid("email must be an address such as ann@example.com");
      await send(mailer, confirmation(email, checkedReceipt(order)));
      return {};
    },

    async listMail({ limit }) {
      if (!mailbox) {
        const message = "mail can be listed in development only, and only without an SMTP server";
        throw new ConnectError(message, Code.FailedPrecondition);
      }
      if (limit < 0) throw invalid(`limit "${limit}" must be 0 or more`);
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

function checkedReceipt(order: OrderResult | undefined): Receipt {
  if (!order) throw invalid("order must be set");
  try {
    return receiptOf(order);
  } catch (cause) {
    throw invalid(`order is not valid: ${(cause as Error).message}`, cause);
  }
}

function confirmation(to: string, receipt: Receipt): Letter {
  return {
    to,
    subject: `Your order ${receipt.orderId}`,
    html: letterHtml(receipt),
    text: letterText(receipt),
  };
}

async function send(mailer: Mailer, letter: Letter): Promise<void> {
  try {
    await mailer.send(letter);
  } catch (cause) {
    const message = "the mail server is out of reach, or refused the mail";
    throw new ConnectError(message, Code.Unavailable, undefined, undefined, cause);
  }
}

function invalid(message: string, cause?: unknown): ConnectError {
  return new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
}
