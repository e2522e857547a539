import * as v from "valibot";

/**
 * The schema of where the frontend is, which may be absent: "host:port" as the original's
 * FRONTEND_ADDR has it, "host", or a URL. The result is a URL.
 */
export function frontendAddress() {
  return v.optional(
    v.pipe(
      v.string(),
      v.transform((value) => (value.includes("://") ? value : `http://${value}`)),
      v.check(
        isWebUrl,
        'must be host:port (of IPv6 "[::1]:8080"), or a URL that begins with http:// or https://',
      ),
    ),
  );
}

/** Returns whether a page can be asked for there: fetch takes no URL with a user or a password. */
function isWebUrl(value: string): boolean {
  const url = URL.parse(value);
  const isWeb = url?.protocol === "http:" || url?.protocol === "https:";
  return isWeb && url.username === "" && url.password === "";
}
