import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import type { Assets } from "../http/assets.ts";
import { compressible } from "../http/compressible.ts";
import { allowPictures } from "../http/security-headers.ts";
import { sendContent } from "../http/send-content.ts";
import type { ObserverLink } from "../startup/follow-observer.ts";
import type { InlineStyle } from "./banner-style.ts";
import { OFFERED_CURRENCIES } from "./currencies.ts";
import { type Frame, loadFrame } from "./frame.ts";
import { notices } from "./notices.ts";
import type { Services } from "./services.ts";
import { setStatus } from "./set-status.ts";
import { type Visit, visitOf } from "./visit.ts";

/** The one way in which a page is rendered: its template inside the layout. */
export interface Pages {
  /**
   * Renders and sends a page; with 200 unless the options say otherwise. The caller must name the
   * type of the model, `send<HomeModel>`.
   */
  send<Model extends object = never>(
    request: Request,
    response: Response,
    page: Page<NoInfer<Model>>,
  ): Promise<void>;
}

export interface Page<Model extends object> {
  /** The name of the template in `assets/views`. */
  readonly view: string;
  readonly title: string;
  /** What a search engine or a shared link says of the page; by default what the shop is. */
  readonly description?: string;
  /** What the template is given as `it`. */
  readonly model: Model;
  /** What stands around the page, if it was loaded beside the page's own calls. */
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
  /** Where the observer is now, in development, when there is one: it shows how a page was made. */
  readonly observer?: (() => ObserverLink | undefined) | undefined;
}

/** Renders pages with the templates of the assets. */
export function createPages(services: Services, assets: Assets, site: Site): Pages {
  const url = (path: string) =>
    path.startsWith("https://") ? path : `${site.base}${assets.files.url(path)}`;
  return {
    async send(
      request,
      response,
      { view, title, model, status = 200, description = SHOP, ...page },
    ) {
      const visit = visitOf(response);
      const frame = page.frame ?? (await frameOf(services, visit));
      const { once } = assets;
      const observer = site.observer?.();
      const common = { url, visit, status, observer, newKey: randomUUID, once };
      const body = assets.render(view, { ...model, ...common });
      const html = assets.render("layout", {
        ...common,
        site,
        title,
        description,
        // A shared link needs the host too.
        address: `${request.protocol}://${request.host}`,
        path: `${site.base}${visit.path.split("?", 1)}`,
        view,
        body,
        currencies: frame.currencies,
        cartSize: frame.cart?.items.reduce((sum, item) => sum + item.quantity, 0),
        // An error page says in its text what is missing.
        notices: view === "error" ? [] : notices(visit),
        query: typeof request.query.q === "string" ? request.query.q : "",
      });
      setStatus(response, status);
      allowPictures(response, visit.pictureOrigins);
      await sendContent(request, response, compressible(Buffer.from(html), HTML));
    },
  };
}

const SHOP = "A complete little shop, made by small services that find one another by name.";

/** Loads what stands around a page, unless that has just failed. */
async function frameOf(services: Services, visit: Visit): Promise<Frame> {
  const failed = visit.calls.some(({ service, error }) => error && FRAME_SERVICES.has(service));
  return failed ? { currencies: OFFERED_CURRENCIES } : loadFrame(services, visit);
}

const FRAME_SERVICES = new Set(["cartservice", "currencyservice"]);

const HTML = "text/html; charset=utf-8";
