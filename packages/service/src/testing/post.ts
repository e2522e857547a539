/** Posts a body, of JSON unless the headers say otherwise, as a caller without a client would. */
export function post(
  url: string,
  path: string,
  body: string,
  headers: Record<string, string> = {},
) {
  return fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
}
