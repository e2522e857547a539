import { type Mailer, RefusedError } from "./mailer.ts";

/**
 * Returns a mailer that hands each letter to the SMTP server of a URL, for example
 * "smtp://user:password@mail.example.com:587". It connects when the first letter is sent. Each
 * letter has its own connection.
 */
export async function createSmtpMailer(
  url: string,
  { from: sender }: { readonly from: string },
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
    async send({ to, ...letter }) {
      // Addresses are objects: in a text nodemailer may find more than one.
      const from = { name: "Hipstershop", address: sender };
      try {
        await transport.sendMail({ ...letter, from, to: { name: "", address: to } });
      } catch (cause) {
        if (!isRefusedRecipient(cause)) throw cause;
        throw new RefusedError("The mail server refuses the recipient", { cause });
      }
    },
    async [Symbol.asyncDispose]() {
      transport.close();
    },
  };
}

/** Returns whether a server takes no mail for the recipient: a 5xx reply (RFC 5321 section 4.2.1). */
function isRefusedRecipient(error: unknown): boolean {
  const { command, permanent } = error as { command?: string; permanent?: boolean };
  return command === "RCPT TO" && permanent === true;
}
