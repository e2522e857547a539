import { setTimeout as wait } from "node:timers/promises";
import type { ServiceContext } from "@hipstershop/service";
import type { RequestHandler } from "express";

/** Holds a request up for as long as imageSlowLoad says. */
export function slowPictures(faults: ServiceContext["faults"]): RequestHandler {
  return async (_request, _response, next) => {
    const delayMs = await faults.number("imageSlowLoad");
    if (delayMs > 0) await wait(delayMs);
    next();
  };
}
