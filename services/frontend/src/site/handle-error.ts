import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { TooBusyError } from "@hipstershop/service";
import type { ErrorRequestHandler } from "express";
import type { Logger } from "pino";
import type { ErrorModel, FormModel } from "./error-model.ts";
import type { Pages } from "./pages.ts";
import { sendPlainError } from "./send-plain-error.ts";
import { shownPath } from "./shown-path.ts";
import type { Visit } from "./visit.ts";

/**
 * Answers what failed with a page that says so and carries the request id, never with a stack. It
 * is a plain page when the shop's own fails too, or when the request is not for a page.
 */
export function handleError(pages: Pages, log: Logger): ErrorRequestHandler {
  return async (error: unknown, request, response, _next) => {
    // The calls failed because the visitor has gone.
    if (response.destroyed) return;
    const visit: Visit | undefined = response.locals.visit;
    const {
      requestId = randomUUID(),
      method = request.method,
      path = shownPath(request.originalUrl),
    } = visit ?? {};
    const { status, ...described } = describe(error, visit?.calls ?? []);
    const said: string | undefined = response.locals.problem;
    const explanation = said ? `${said} ${described.explanation}` : described.explanation;
    const model = { ...described, explanation };
    if (status === 500) log.error({ err: error, requestId, method, path }, "A page failed");
    // The clients warn once that a service cannot be used. So this is no warning.
    else if (status > 500) {
      const reason = String(error);
      log.info({ method, path, reason, failed: failedCalls(visit) }, model.heading);
    }
    if (response.headersSent) return void response.destroy();
    if (visit) {
      try {
        return await pages.send<ErrorModel>(request, response, {
          view: "error",
          title: model.heading,
          status,
          model: { ...model, fields: {}, again: response.locals.again as FormModel | undefined },
        });
      } catch (cause) {
        log.error({ err: cause, requestId, method, path }, "An error page failed");
        if (response.headersSent) return void response.destroy();
      }
    }
    sendPlainError(response, { ...model, status, what: `${method} ${path}`, requestId });
  };
}

function describe(
  error: unknown,
  calls: Visit["calls"],
): Omit<ErrorModel, "fields"> & { status: number } {
  if (error instanceof ConnectError) {
    if (error.code === Code.InvalidArgument || error.code === Code.NotFound) {
      const status = error.code === Code.NotFound ? 404 : 422;
      return { status, heading: "That did not go through", explanation: `${error.rawMessage}.` };
    }
    return {
      status: 503,
      heading: "A part of the shop is out of reach",
      explanation: `${failed(calls, error.isWireError)} It usually takes a moment. Nothing in your cart is lost.`,
    };
  }
  if (error instanceof TooBusyError) {
    const explanation = "Please try again in a moment. Nothing in your cart is lost.";
    return { status: error.status, heading: "The shop is very busy", explanation };
  }
  const { status } = error as { status?: unknown };
  if (typeof status === "number" && status >= 400 && status < 500) {
    const explanation = status === 413 ? "It is too large." : "It is not a form that we know.";
    return { status, heading: "We could not read that request", explanation };
  }
  return {
    status: 500,
    heading: "Something broke on our side",
    explanation: "It has been written down. Please try again.",
  };
}

/** Returns the calls that failed for a visit, for the log. Nothing of what was asked is in them. */
function failedCalls(visit: Visit | undefined) {
  return visit?.calls.flatMap(({ service, method, instance, error }) =>
    error ? [{ rpc: `${service}.${method}`, instance: instance?.id ?? "nobody", code: error }] : [],
  );
}

/** Says which services failed. One that answered with the error is not said to be silent. */
function failed(calls: Visit["calls"], answered: boolean): string {
  const names = new Set(calls.filter((call) => call.error).map((call) => call.service));
  const services = names.size > 0 ? LIST.format(names) : "A service";
  const alone = names.size <= 1;
  return `${services} ${answered && alone ? "could not do that just now" : "did not answer"}.`;
}

// "a, b and c"
const LIST = new Intl.ListFormat("en-GB");
