import type { RequestHandler } from "express";
import type { Assets } from "./assets.ts";
import { sendContent } from "./send-content.ts";

/**
 * Serves a file under `/static`: `name` if given, else the one in the request. A path with the
 * current version is cached for ever. Any other path, also one with the version of another release,
 * is checked again by its ETag.
 */
export function staticFile(assets: Assets, name?: string): RequestHandler {
  return async (request, response, next) => {
    const file = assets.files.find(name ?? request.path);
    if (!file) return next();
    response.setHeader("etag", file.etag);
    response.setHeader(
      "cache-control",
      file.immutable ? "public, max-age=31536000, immutable" : "public, no-cache",
    );
    if (request.headers["if-none-match"] === file.etag) {
      response.status(304).end();
      return;
    }
    await sendContent(request, response, file.content);
  };
}
