import type { Request, Response } from "express";
import type { ErrorModel } from "./error-model.ts";
import type { Pages } from "./pages.ts";

/** Answers with 404: there is no such product, order or page. */
export function sendNotFound(
  pages: Pages,
  request: Request,
  response: Response,
  what: "product" | "order" | "page",
): Promise<void> {
  return pages.send<ErrorModel>(request, response, {
    view: "error",
    title: `No such ${what}`,
    status: 404,
    model: {
      heading: `There is no such ${what}`,
      explanation: "The link may be old, or a letter of it may be missing.",
      fields: {},
    },
  });
}
