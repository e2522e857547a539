import { create, toBinary } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type UnaryResponse } from "@connectrpc/connect";
import { canceled, whenGivenUp } from "@hipstershop/transport";
import type { Call, Invoke, Progress } from "../call.ts";
import type { AnswerStore, KeptAnswer } from "./answer-store.ts";

/** A call that callers share. It ends by itself, whoever of them goes. */
interface Flight {
  readonly progress: Progress;
  readonly outcome: Promise<{ answer: UnaryResponse; kept: KeptAnswer | undefined }>;
}

/** How long a shared call may take, if its first caller does not allow it longer. */
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
 * Answers calls of methods without side effects from what is kept, as RFC 9111 and RFC
 * 5861 have it, and makes those that it cannot answer:
 *
 * - A fresh answer is used as it is.
 * - One in its `stale-while-revalidate` time is used, and a new one fetched meanwhile.
 * - One in its `stale-if-error` time is used when no new one can be had. After the first
 *   such failure callers no longer wait for the next: it is tried behind their backs.
 *
 * Callers that ask for the same thing at the same time share one call. It has a deadline of
 * its own: a caller that leaves, leaves alone. Where it found no instance for as long as the
 * first of them could wait, those who can wait longer share another.
 */
export function withCache(invoke: Invoke, store: AnswerStore): Invoke {
  const flights = new Map<string, Flight>();

  function begin(key: string, call: Call, kept: KeptAnswer | undefined): Flight {
    const { signal: _, ...shared } = call;
    const progress: Progress = { attempts: 0, cache: "miss" };
    const deadlineMs = Math.max(call.deadlineMs, performance.now() + FLIGHT_MS);
    // With an answer in hand nobody waits for an instance to appear.
    const waitUntilMs = kept === undefined ? call.waitUntilMs : 0;
    const outcome = invoke({ ...shared, deadlineMs, waitUntilMs, progress })
      .then((answer) => ({ answer, kept: store.put(key, answer) }))
      .catch((reason) => {
        if (kept !== undefined) kept.failing = isOutage(reason);
        throw reason;
      })
      .finally(() => flights.delete(key));
    // All its callers may have gone when it fails.
    outcome.catch(() => {});
    const flight = { progress, outcome };
    flights.set(key, flight);
    return flight;
  }

  function use(kept: KeptAnswer, cache: "hit" | "stale" | "shared", call: Call): UnaryResponse {
    call.progress.cache = cache;
    call.progress.ageMs = kept.ageMs();
    return kept.read();
  }

  return async function ask(call) {
    if (call.method.idempotency !== MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS) {
      return invoke(call);
    }
    const key = keyOf(call);
    const kept = store.get(key);
    if (kept !== undefined && staleMs(kept) <= 0) return use(kept, "hit", call);
    const joined = flights.get(key);
    const flight = joined ?? begin(key, call, kept);
    if (kept !== undefined && staleMs(kept) <= unaskedMs(kept)) return use(kept, "stale", call);
    try {
      const { answer, kept: fresh } = await untilGone(flight.outcome, call);
      if (joined === undefined) return answer;
      // What may not be kept may not be shared either.
      return fresh === undefined ? await invoke(call) : use(fresh, "shared", call);
    } catch (reason) {
      if (kept !== undefined && isOutage(reason) && staleMs(kept) <= kept.control.staleIfErrorMs) {
        return use(kept, "stale", call);
      }
      // Whoever began it could wait for an instance no longer; this caller may be able to.
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

/** How far past its freshness an answer is, in milliseconds; 0 and less is fresh. */
function staleMs(kept: KeptAnswer): number {
  return kept.ageMs() - kept.control.maxAgeMs;
}

/** How far past its freshness an answer may be used without waiting for a new one. */
function unaskedMs({ failing, control }: KeptAnswer): number {
  return Math.max(control.staleWhileRevalidateMs, failing ? control.staleIfErrorMs : -1);
}

/** The method and the canonical bytes of the request: equal requests, equal keys. */
function keyOf({ method, input }: Call): string {
  const request = toBinary(method.input, create(method.input, input));
  // protobuf-es' own encoder joins its text letter by letter, which takes 3 KB in a kept key.
  return `${method.parent.typeName}/${method.name}?${Buffer.from(request).toString("base64url")}`;
}

/** Resolves with what is shared, or rejects when this caller's own time is over. */
function untilGone<T>(shared: Promise<T>, call: Call): Promise<T> {
  const { deadlineMs, signal } = call;
  if (signal?.aborted) return Promise.reject(canceled(signal));
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const end = whenGivenUp(signal, deadlineMs - performance.now(), reject);
  shared.then(resolve, reject);
  return promise.finally(end);
}
