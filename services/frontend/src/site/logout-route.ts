import type { RequestHandler } from "express";
import { expireCookies } from "../http/cookies.ts";
import { redirect } from "../http/redirect.ts";

/** Answers `GET /logout`: forgets the visitor. */
export function logout(): RequestHandler {
  return (request, response) => {
    expireCookies(request, response);
    redirect(request, response, "/");
  };
}
