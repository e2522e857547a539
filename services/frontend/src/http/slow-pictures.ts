import { setTimeout as wait } from "node:timers/promises";
import type { ServiceContext } from "@hipstershop/service";
import type { RequestHandler } from "express";

/** Holds a request for a picture of a product up for as long as imageSlowLoad says. */
export function slowPictures(faults: ServiceContext["faults"]): RequestHandler {
  return async (request, _response, next) => {
    const isPicture = request.path.includes("/img/products/");
    const delayMs = isPicture ? await faults.number("imageSlowLoad") : 0;
    if (delayMs > 0) await wait(delayMs);
    next();
  };
}
