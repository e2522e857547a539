import type { PortListener } from "@hipstershop/service";
import { readBody } from "../receiver/read-body.ts";

/** The longest form, in bytes. */
const MAX_FORM_BYTES = 16 * 1024;

/**
 * Reads a form. Undefined when it was not sent by one of our own pages. Throws a BodyError when it is too
 * long.
 */
export async function readForm(
  request: Parameters<PortListener>[0],
  token: string,
): Promise<URLSearchParams | undefined> {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return undefined;
  const body = await readBody(request, undefined, MAX_FORM_BYTES);
  const form = new URLSearchParams(body.toString("utf8"));
  return form.get("token") === token ? form : undefined;
}
