/** A page as a visitor got it: the answer and its text. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Someone who browses the shop over HTTP: keeps cookies, does not follow redirects. */
export interface Visitor {
  readonly cookies: ReadonlyMap<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Page>;
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Page>;
}

/**
 * Opens the shop for one visitor, at a URL or at the one that a function gives for each
 * request, as a load balancer does. Every request ends within half a minute: a
 * frontend says much sooner what it cannot do.
 */
export function createVisitor(url: string | (() => string)): Visitor {
  const cookies = new Map<string, string>();
  async function request(path: string, init: RequestInit): Promise<Page> {
    const headers = new Headers(init.headers);
    if (cookies.size > 0)
      headers.set("cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
    const response = await fetch(new URL(path, typeof url === "string" ? url : url()), {
      ...init,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(30_000),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (!name) continue;
      if (value && !/max-age=0\b|expires=thu, 01 jan 1970/i.test(line)) cookies.set(name, value);
      else cookies.delete(name);
    }
    const { status, headers: answered } = response;
    return { url: response.url, status, headers: answered, body: await response.text() };
  }
  return {
    cookies,
    get: (path, headers = {}) => request(path, { headers }),
    post: (path, form, headers = {}) =>
      request(path, { method: "POST", headers, body: new URLSearchParams(form) }),
  };
}

/** The form that the original shop's load generator sends, with a card that is good next year. */
export function checkoutForm(): Record<string, string> {
  return {
    email: "someone@example.com",
    street_address: "1600 Amphitheatre Parkway",
    zip_code: "94043",
    city: "Mountain View",
    state: "CA",
    country: "United States",
    credit_card_number: "4432-8015-6152-0454",
    credit_card_expiration_month: "1",
    credit_card_expiration_year: String(new Date().getFullYear() + 1),
    credit_card_cvv: "672",
  };
}
