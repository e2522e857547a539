import type { Page } from "./visitor.ts";

/** A call that failed as a page was made. */
export interface FailedCall {
  /** "cartservice.AddItem" */
  readonly rpc: string;
  /** The id of the instance that was reached, else "nobody". */
  readonly instance: string;
  /** The Connect code, "unavailable". */
  readonly code: string;
}

/**
 * Asks the frontend that sent a page which calls failed for it: it keeps its latest pages for
 * "How this page was made". Throws an Error where it no longer has this one.
 */
export async function failedCalls(page: Page): Promise<FailedCall[]> {
  const path = `/_debug/page/${page.headers.get("x-request-id")}`;
  const response = await fetch(new URL(path, page.url), { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}, not 200`);
  const rows = (await response.text()).matchAll(FAILED_ROW);
  return [...rows].map(([, service, method, instance = "", code = ""]) => {
    return { rpc: `${service}.${method}`, instance, code };
  });
}

const FAILED_ROW =
  /<tr class="failed">.*?<a [^>]*>(\w+)<\/a>\.(\w+).*?<td>([\w-]+).*?<span class="tag bad">(\w+)/gs;
