import { type DescMethod, type Message, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type MadeCall, makeCall } from "@hipstershop/reflection";
import type { App } from "../app.ts";
import { durationText } from "../page/duration-text.ts";
import { type Html, html } from "../page/html.ts";
import { clockTime } from "../page/times.ts";
import { waitForTrace } from "../traces/wait-for-trace.ts";
import { answerText } from "./answer-text.ts";
import type { CallTarget } from "./call-view.ts";
import { failureText } from "./failure-text.ts";
import { fieldNamed } from "./field-named.ts";
import { fieldQuoted } from "./field-quoted.ts";
import { recordRoot } from "./record-root.ts";
import { tracePart } from "./trace-part.ts";

/** A piece of a page about a call, as it becomes known. */
export interface CallPart {
  /** Where it goes. Messages are added to those before; anything else takes the place of what was there. */
  readonly part: "answer" | "messages" | "end" | "trace";
  readonly html: Html;
  /** The path of the field that the callee has refused, with why. */
  readonly refused?: readonly [path: string, why: string] | undefined;
}

export interface CallPartsOptions {
  readonly request: Message;
  readonly instance: string | undefined;
  /** Aborts when the reader has gone. */
  readonly signal: AbortSignal;
  /** For how long a stream is read, in milliseconds. By default until it ends. */
  readonly streamMs?: number;
}

/** The most messages of a stream that are shown. */
const MAX_MESSAGES = 500;

/** How long an answer may take, in milliseconds. A stream may stay open. */
const TIMEOUT_MS = 10_000;

/** How long a call waits for an instance to appear, in milliseconds. */
const WAIT_MS = 2_000;

/** Makes a call, and tells of it as it happens: the answer, or each message, and then the trace. */
export async function* callParts(
  app: App,
  target: CallTarget,
  { request, instance, signal, streamMs }: CallPartsOptions,
): AsyncGenerator<CallPart> {
  const { service, method, offer } = target;
  const isStream = method.methodKind !== "unary";
  const stop = new AbortController();
  const timer = isStream && streamMs !== undefined && setTimeout(() => stop.abort(), streamMs);
  const startMs = performance.now();
  const took = () => durationText(performance.now() - startMs);
  const call = makeCall(app.context.client, {
    service,
    method,
    request,
    instance,
    waitMs: WAIT_MS,
    timeoutMs: TIMEOUT_MS,
    signal: AbortSignal.any([signal, stop.signal]),
    watcher: recordRoot(app),
  });
  try {
    yield* isStream ? streamParts(call, target, took) : answerParts(call, target, took);
  } catch (reason) {
    if (signal.aborted) return;
    const error = ConnectError.from(reason);
    const part = isStream ? "end" : "answer";
    if (stop.signal.aborted) yield { part, html: onlyFor(took()) };
    else {
      const failure = failureText(error, offer.files, app.context.registry.name);
      const late = html`<p class="hint">That took ${took()}.</p>`;
      yield { part, html: html`${failure}${late}`, refused: refusedBy(error, method, request) };
    }
  } finally {
    if (timer) clearTimeout(timer);
    // A client that stops reading does not end the stream.
    stop.abort();
  }
  if (call.traceId !== undefined) await waitForTrace(app.store, call.traceId, signal);
  yield {
    part: "trace",
    html: call.traceId === undefined ? NO_TRACE : tracePart(app, call.traceId),
  };
}

async function* answerParts(
  call: MadeCall,
  target: CallTarget,
  took: () => string,
): AsyncGenerator<CallPart> {
  for await (const message of call.messages) {
    const by = call.instance;
    const who = by && html` by <a class="code" href="/registry/instances/${by.id}">${by.id}</a>`;
    const what = html`<code>${target.method.output.typeName}</code>`;
    yield {
      part: "answer",
      html: html`<p><span class="tag good">ok</span> Answered${who} in <b>${took()}</b>, with a ${what}.</p>${shown(message, target)}`,
    };
  }
}

async function* streamParts(
  { messages, traceId }: MadeCall,
  target: CallTarget,
  took: () => string,
): AsyncGenerator<CallPart> {
  const trace =
    traceId !== undefined &&
    html` When it has ended, there is <a href="/traces/${traceId}">its trace</a>.`;
  yield {
    part: "answer",
    html: html`<p>The stream is open. Each message stands here when it comes.${trace}</p>`,
  };
  let count = 0;
  for await (const message of messages) {
    const at = html`<p class="hint">${clockTime(Date.now())}</p>`;
    yield { part: "messages", html: html`<li>${at}${shown(message, target)}</li>` };
    count += 1;
    if (count === MAX_MESSAGES) break;
  }
  const end =
    count === MAX_MESSAGES
      ? `No more than ${MAX_MESSAGES} messages are shown.`
      : `The service ended the stream after ${took()}.`;
  yield { part: "end", html: html`<p class="hint">${end}</p>` };
}

function shown(message: Message, { method, offer }: CallTarget): Html {
  const { text, cut } = answerText(toJson(method.output, message, { registry: offer.files }));
  return html`<pre tabindex="0"><code>${text}</code></pre>${cut && html`<p class="hint">${cut}</p>`}`;
}

function onlyFor(took: string): Html {
  return html`<p class="hint">The stream was read for ${took}. With scripts it stays open, and its messages come as they happen.</p>`;
}

function refusedBy(
  { code, rawMessage }: ConnectError,
  { input }: DescMethod,
  request: Message,
): CallPart["refused"] {
  if (code !== Code.InvalidArgument) return undefined;
  const path = fieldNamed(input, rawMessage) ?? fieldQuoted(input, request, rawMessage);
  return path === undefined ? undefined : [path, `Refused: ${rawMessage}.`];
}

const NO_TRACE = html`<p class="hint">Whoever only looks at a server leaves no trace: calls of health and reflection have none.</p>`;
