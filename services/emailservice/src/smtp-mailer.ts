import type { Mailer } from "./mailer.ts";

/**
 * Returns a mailer that hands each letter to the SMTP server of a URL, for example
 * "smtp://user:password@mail.example.com:587". The server is first spoken to when the first
 * letter is sent; each letter has a connection of its own.
 */
export async function createSmtpMailer(
  url: string,
  { from }: { readonly from: string },
): Promise<Mailer> {
  // Loaded here because most shops run without a mail server, and start sooner without it.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    url,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
    // A letter is text: no part of it is to be read from a file or fetched from an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, html, text }) {
      // Addresses as objects, because nodemailer parses a text into as many as it finds.
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
