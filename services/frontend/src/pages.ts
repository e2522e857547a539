import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import type { Assets } from "./assets.ts";
import type { InlineStyle } from "./banner-style.ts";
import { compressible } from "./compressible.ts";
import { OFFERED_CURRENCIES } from "./currencies.ts";
import type { Frame } from "./frame.ts";
import { notices } from "./notices.ts";
import type { PageModels } from "./page-models.ts";
import { allowPictures } from "./security-headers.ts";
import { sendContent } from "./send-content.ts";
import { visitOf } from "./visit.ts";

/** The one way in which a page is rendered: its template inside the layout. */
export interface Pages {
  /** Renders and sends a page; with 200 unless the options say otherwise. */
  send<Name extends keyof PageModels>(
    request: Request,
    response: Response,
    page: Page<Name>,
  ): Promise<void>;
}

export interface Page<Name extends keyof PageModels> {
  /** The template's name. */
  readonly view: Name;
  readonly title: string;
  readonly model: PageModels[Name];
  /** What stands around the page; without it the page shows no cart. */
  readonly frame?: Frame;
  readonly status?: number;
}

/** What is the same on all pages of a shop. */
export interface Site {
  /** BASE_URL: the path before every path, "" or "/shop". */
  readonly base: string;
  /** The platform that the ribbon names. */
  readonly platform?: string | undefined;
  /** Sets the colour of the banner. */
  readonly bannerStyle?: InlineStyle | undefined;
  /** FRONTEND_MESSAGE: stands above every page. */
  readonly message?: string | undefined;
  /** Whether a page links to how it was made. */
  readonly showCalls: boolean;
}

/** Renders pages with the templates of the assets. */
export function createPages(assets: Assets, site: Site): Pages {
  const url = (path: string) =>
    path.startsWith("https://") ? path : `${site.base}${assets.files.url(path)}`;
  return {
    async send(request, response, { view, title, model, frame, status = 200 }) {
      const visit = visitOf(response);
      const common = { url, visit, status, showCalls: site.showCalls, newKey: randomUUID };
      const body = assets.render(view, { ...model, ...common });
      const html = assets.render("layout", {
        ...common,
        site,
        title,
        view,
        body,
        currencies: frame?.currencies ?? OFFERED_CURRENCIES,
        cartSize: frame?.cart?.items.reduce((sum, item) => sum + item.quantity, 0),
        // A page of an error says itself what is missing.
        notices: view === "error" ? [] : notices(visit),
        query: typeof request.query.q === "string" ? request.query.q : "",
      });
      response.status(status);
      if (status === 503) response.setHeader("retry-after", RETRY_AFTER_S);
      response.setHeader("cache-control", "private, no-cache");
      allowPictures(response, visit.pictureOrigins);
      await sendContent(request, response, compressible(Buffer.from(html), HTML));
    },
  };
}

/** About as long as a service takes to restart. */
const RETRY_AFTER_S = 5;

const HTML = "text/html; charset=utf-8";
