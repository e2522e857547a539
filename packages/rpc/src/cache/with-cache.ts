import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, type UnaryResponse } from "@connectrpc/connect";
import { canceled, whenGivenUp } from "@hipstershop/transport";
import type { Call, Invoke, Progress } from "../call.ts";
import type { CacheCounts } from "../client-counts.ts";
import { isRead } from "../is-read.ts";
import type { AnswerStore, KeptAnswer } from "./answer-store.ts";

/** A call that several callers share. It goes on when one of them leaves. */
interface Flight {
  readonly progress: Progress;
  readonly outcome: Promise<{ answer: UnaryResponse; kept: KeptAnswer | undefined }>;
}

/** How long a shared call may take, unless its first caller has more time. */
const FLIGHT_MS = 5_000;

/** What RFC 5861 section 4 calls an error: 500, 502, 503 and 504 on Connect's wire. */
const OUTAGES: ReadonlySet<Code> = new Set([
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.Internal,
  Code.Unknown,
  Code.DataLoss,
]);

/**
 * Answers calls of methods without side effects from kept answers, by RFC 9111 and RFC 5861, and
 * makes the other calls:
 *
 * - A fresh answer is used as it is.
 * - An answer in its `stale-while-revalidate` time is used, and a new one is fetched meanwhile.
 * - An answer in its `stale-if-error` time is used when the service is down. After the first such
 *   failure callers do not wait for the next: they get the old answer at once, and a new one is
 *   fetched meanwhile.
 *
 * Callers that ask for the same at the same time share one call, which has its own deadline. A
 * caller that leaves does not end it. If it found no instance within the time that its first caller
 * could wait, the callers that can wait longer share another. `counts` grows with each answer.
 */
export function withCache(invoke: Invoke, store: AnswerStore, counts?: CacheCounts): Invoke {
  const flights = new Map<string, Flight>();

  function begin(key: string, call: Call, kept: KeptAnswer | undefined): Flight {
    const { signal: _, ...shared } = call;
    const progress: Progress = { attempts: 0, cache: "miss" };
    if (counts) counts.miss += 1;
    const deadlineMs = Math.max(call.deadlineMs, performance.now() + FLIGHT_MS);
    // With a kept answer there is no need to wait for an instance.
    const waitUntilMs = kept === undefined ? call.waitUntilMs : 0;
    const isBackground = kept !== undefined && staleMs(kept) <= unaskedMs(kept);
    const outcome = invoke({ ...shared, deadlineMs, waitUntilMs, progress, isBackground })
      .then((answer) => ({ answer, kept: store.put(key, answer) }))
      .catch((reason) => {
        if (kept !== undefined) kept.failing = isOutage(reason);
        throw reason;
      })
      .finally(() => flights.delete(key));
    // When it fails, all its callers may have gone: nobody else handles the error.
    outcome.catch(() => {});
    const flight = { progress, outcome };
    flights.set(key, flight);
    return flight;
  }

  function use(kept: KeptAnswer, cache: "hit" | "stale" | "shared", call: Call): UnaryResponse {
    call.progress.cache = cache;
    if (counts) counts[cache] += 1;
    return kept.read();
  }

  return async function ask(call) {
    if (!isRead(call.method)) return invoke(call);
    const key = keyOf(call);
    const kept = store.get(key);
    if (kept !== undefined && staleMs(kept) <= 0) return use(kept, "hit", call);
    const joined = flights.get(key);
    const flight = joined ?? begin(key, call, kept);
    joined?.progress.watched?.join();
    if (kept !== undefined && staleMs(kept) <= unaskedMs(kept)) return use(kept, "stale", call);
    try {
      const { answer, kept: fresh } = await untilGone(flight.outcome, call);
      // The first caller gets what the later ones share, so that none can rely on changing it.
      if (joined === undefined)
        return fresh ? { ...answer, message: fresh.read().message } : answer;
      // An answer that must not be kept must not be shared either.
      return fresh === undefined ? await invoke(call) : use(fresh, "shared", call);
    } catch (reason) {
      if (kept !== undefined && isOutage(reason) && staleMs(kept) <= kept.control.staleIfErrorMs) {
        return use(kept, "stale", call);
      }
      // The caller that began it could not wait for an instance any longer. This one may.
      const gaveUp = flights.get(key) !== flight && flight.progress.instance === undefined;
      const patient = kept === undefined && performance.now() < call.waitUntilMs;
      if (joined !== undefined && gaveUp && patient) return await ask(call);
      throw reason;
    } finally {
      if (joined === undefined) {
        call.progress.attempts = flight.progress.attempts;
        if (call.progress.cache === "none") Object.assign(call.progress, flight.progress);
      }
    }
  };
}

function isOutage(reason: unknown): boolean {
  return OUTAGES.has(ConnectError.from(reason).code);
}

/** For how long an answer has been stale, in milliseconds. It is fresh at 0 and below. */
function staleMs(kept: KeptAnswer): number {
  return kept.ageMs() - kept.control.maxAgeMs;
}

/** For how long a stale answer may be used without waiting for a new one. */
function unaskedMs({ failing, control }: KeptAnswer): number {
  return Math.max(control.staleWhileRevalidateMs, failing ? control.staleIfErrorMs : -1);
}

/** The service, the method and the canonical bytes of the request: equal requests have equal keys. */
function keyOf({ service, method, input }: Call): string {
  const request = toBinary(method.input, create(method.input, input));
  // Not protobuf-es' own encoder: it joins its text letter by letter, and such a key takes 3 KB.
  return `${service}/${method.parent.typeName}/${method.name}?${Buffer.from(request).toString("base64url")}`;
}

/** Resolves as the shared call does, or rejects when this caller leaves or its time is over. */
function untilGone<T>(shared: Promise<T>, call: Call): Promise<T> {
  const { deadlineMs, signal } = call;
  if (signal?.aborted) return Promise.reject(canceled(signal));
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const end = whenGivenUp(signal, deadlineMs - performance.now(), reject);
  shared.then(resolve, reject);
  return promise.finally(end);
}
