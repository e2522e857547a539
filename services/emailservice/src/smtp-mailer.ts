import type { Mailer } from "./mailer.ts";

/**
 * Returns a mailer that hands each letter to the SMTP server of a URL, for example
 * "smtp://user:password@mail.example.com:587". It connects when the first letter is sent. Each
 * letter has its own connection.
 */
export async function createSmtpMailer(
  url: string,
  { from }: { readonly from: string },
): Promise<Mailer> {
  // Loaded only when it is used: most shops have no mail server, and start sooner without it.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    url,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
    // A letter is text: no part of it may be read from a file or fetched from a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, html, text }) {
      // Addresses are objects: in a text nodemailer may find more than one.
      await transport.sendMail({
        from: { name: "Hipstershop", address: from },
        to: { name: "", address: to },
        subject,
        html,
        text,
      });
    },
    async [Symbol.asyncDispose]() {
      transport.close();
    },
  };
}
