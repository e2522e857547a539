import { isEmailAddress } from "@hipstershop/postal-address";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { defineService, secret, url } from "@hipstershop/service";
import * as v from "valibot";
import { createEmail } from "./email.ts";
import { createMailbox } from "./mailbox.ts";
import { createOnceMailer } from "./once-mailer.ts";
import { createSmtpMailer } from "./smtp-mailer.ts";

/** Mails customers: over SMTP where SMTP_URL names a server, else into a mailbox. */
export const emailservice = defineService({
  service: EmailService,
  variables: {
    SMTP_URL: secret(url(["smtp:", "smtps:"])),
    /** The sender of every mail. */
    MAIL_FROM: v.optional(
      v.pipe(v.string(), v.check(isEmailAddress, "must be an email address")),
      "orders@hipstershop.example",
    ),
  },
  async create({ config, resources, development, faults }) {
    const { SMTP_URL, MAIL_FROM: from } = config;
    if (SMTP_URL) {
      return createEmail({
        mailer: resources.use(createOnceMailer(await createSmtpMailer(SMTP_URL, { from }))),
        from,
        faults,
      });
    }
    const mailbox = resources.use(createMailbox());
    return createEmail({
      mailer: mailbox,
      from,
      mailbox: development ? mailbox : undefined,
      faults,
    });
  },
});
