import type { Tally } from "./create-tally.ts";
import { type Answer, type Connection, openConnection } from "./open-connection.ts";

/** Someone with one connection and cookies, whose requests are counted. */
export interface Visitor extends Disposable {
  /** Forgets all cookies: the next request is of somebody new, or of that session. */
  forget(session?: string): void;
  /** Reads a page, which must have status 200 and be as expected. Resolves to whether it is. */
  get(path: string, expect: Expectation): Promise<boolean>;
  /** Sends a form and follows where it leads, which is one request. */
  post(path: string, form: Form, expect: Expectation): Promise<boolean>;
  /** Sends a form that must be answered by a redirect to that path, and does not follow it. */
  submit(path: string, form: Form, location: string): Promise<boolean>;
}

export type Form = Readonly<Record<string, string>>;

/** Returns what is wrong with the text of a page, or nothing. */
export type Expectation = (body: string) => string | undefined;

/** Returns a visitor of the shop at a URL. Failures are counted, not thrown. */
export function createVisitor(url: string, tally: Tally): Visitor {
  const connection: Connection = openConnection(url);
  const cookies = new Map<string, string>();

  async function send(path: string, form?: Form): Promise<Answer> {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const answer = await connection.send({ path, cookie, form });
    for (const [, name = "", value = ""] of answer.head.matchAll(SET_COOKIE)) {
      cookies.set(name, value);
    }
    return answer;
  }

  async function count(
    what: string,
    ask: () => Promise<Answer>,
    wrong: (answer: Answer) => string | undefined,
  ): Promise<boolean> {
    const startMs = performance.now();
    const failure = await ask().then(wrong, (error: Error) => error.message);
    tally.record(performance.now() - startMs, failure && `${what}: ${failure}`);
    return failure === undefined;
  }

  const isPage =
    (expect: Expectation) =>
    ({ status, body }: Answer) =>
      status === 200 ? expect(body) : `status ${status}`;

  return {
    forget(session) {
      cookies.clear();
      if (session !== undefined) cookies.set("shop_session-id", session);
    },
    get: (path, expect) => count(`GET ${path}`, () => send(path), isPage(expect)),
    post(path, form, expect) {
      async function follow(): Promise<Answer> {
        const answer = await send(path, form);
        const next = LOCATION.exec(answer.head)?.[1];
        return next === undefined ? answer : send(next);
      }
      return count(`POST ${path}`, follow, isPage(expect));
    },
    submit: (path, form, location) =>
      count(
        `POST ${path}`,
        () => send(path, form),
        ({ status, head }) => {
          const isRedirect = status === 302 || status === 303;
          return isRedirect && LOCATION.exec(head)?.[1] === location
            ? undefined
            : `status ${status}, which does not lead to ${location}`;
        },
      ),
    [Symbol.dispose]: () => connection[Symbol.dispose](),
  };
}

const SET_COOKIE = /^set-cookie: ([^=]+)=([^;\r]*)/gim;
const LOCATION = /^location: (.*)$/im;
