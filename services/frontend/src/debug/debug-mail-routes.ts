import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Mail } from "@hipstershop/proto/hipstershop/email";
import type { RequestHandler } from "express";
import type { Pages } from "../site/pages.ts";
import { sendNotFound } from "../site/send-not-found.ts";
import type { Services } from "../site/services.ts";

/** What the template `mail` is given. */
interface MailboxModel {
  readonly mails: readonly MailModel[];
  /** Why there is no mailbox, where there is none. */
  readonly closed?: string | undefined;
}

interface MailModel {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  /** In ISO 8601. */
  readonly sentAt: string;
}

/** Answers `GET /_debug/mail`: the mailbox, or why there is none. */
export function debugMail(services: Services, pages: Pages): RequestHandler {
  return async (request, response) => {
    const page = { view: "mail", title: "Mailbox" } as const;
    try {
      const { mails } = await services.email.listMail({});
      await pages.send<MailboxModel>(request, response, {
        ...page,
        model: { mails: mails.map(mailModel) },
      });
    } catch (error) {
      const { code, rawMessage } = ConnectError.from(error);
      if (code !== Code.FailedPrecondition) throw error;
      await pages.send<MailboxModel>(request, response, {
        ...page,
        model: { mails: [], closed: rawMessage },
      });
    }
  };
}

/**
 * Answers `GET /_debug/mail/{id}`: the mail's own HTML, for a frame in the mailbox. It came
 * from another service, so it may run nothing and load nothing.
 */
export function debugMailBody(services: Services, pages: Pages): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const { mails } = await services.email.listMail({});
    const mail = mails.find((each) => each.id === request.params.id);
    if (!mail) return sendNotFound(pages, request, response, "page");
    const policy =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'";
    response.set("content-security-policy", policy);
    // A sandboxed frame does not show a page with this header.
    response.removeHeader("cross-origin-opener-policy");
    response.type("html").send(mail.html);
  };
}

function mailModel({ id, to, subject, sentAt }: Mail): MailModel {
  const date = sentAt && timestampDate(sentAt);
  return { id, to, subject, sentAt: date?.toISOString() ?? "" };
}
