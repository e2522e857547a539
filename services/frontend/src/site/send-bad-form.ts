import type { Request, Response } from "express";
import type { ErrorModel } from "./error-model.ts";
import type { Pages } from "./pages.ts";

/** Answers a form that has no page of its own with 422, naming each bad field. */
export function sendBadForm(
  pages: Pages,
  request: Request,
  response: Response,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  return pages.send<ErrorModel>(request, response, {
    view: "error",
    title: "Error: Please check the form",
    status: 422,
    model: {
      heading: "That did not go through",
      explanation: "Nothing was changed. Go back, correct what is named here, and send it again.",
      fields,
    },
  });
}
