import { Code, ConnectError } from "@connectrpc/connect";
import { EmailService, type Mail } from "@hipstershop/proto/hipstershop/email";
import type { App } from "../app.ts";
import type { Answer, Route } from "../page/route.ts";
import { mailPage } from "./mail-page.ts";

/** The pages about mails, which are read from emailservice each time. */
export function mailRoutes({ context }: App): readonly Route[] {
  const emails = context.client(EmailService);

  async function list(): Promise<Answer> {
    try {
      const { mails } = await emails.listMail({});
      return mailPage(mails);
    } catch (error) {
      const { code, rawMessage } = ConnectError.from(error);
      if (code !== Code.FailedPrecondition) throw error;
      return mailPage([], `${rawMessage}.`);
    }
  }

  return [
    { method: "GET", path: "/mail", answer: list },
    {
      method: "GET",
      path: "/mail/:id",
      async answer({ params }) {
        const { mails } = await emails.listMail({});
        const mail = mails.find(({ id }) => id === params.id);
        return mail ? mailBody(mail) : mailPage(mails, "This mail is no more in the mailbox.");
      },
    },
  ];
}

/**
 * The mail's own HTML, for a frame in the mailbox. It came from another service, so it may run
 * nothing and load nothing.
 */
function mailBody({ html }: Mail): Answer {
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'";
  return {
    kind: "content",
    type: "text/html; charset=utf-8",
    body: html,
    headers: {
      "content-security-policy": policy,
      // A sandboxed frame does not show a page of another group.
      "cross-origin-opener-policy": "unsafe-none",
    },
  };
}
