import type { App } from "../app.ts";
import type { Assets } from "./assets.ts";
import { type Html, html } from "./html.ts";
import { bytes } from "./numbers.ts";
import type { Page } from "./route.ts";
import { clockTime } from "./times.ts";

/** Puts a page, which stands at a path, into the frame that all pages have. */
export type Frame = (page: Page, path: string) => Html;

interface Link {
  readonly path: string;
  readonly text: string;
  /** Whether it is there in development only. */
  readonly development?: boolean;
  /** Whether it is there only where something may be broken on purpose. */
  readonly breakable?: boolean;
}

const LINKS: readonly Link[] = [
  { path: "/map", text: "Map" },
  { path: "/traces", text: "Traces" },
  { path: "/registry", text: "Registry" },
  { path: "/call", text: "Call" },
  { path: "/logs", text: "Logs" },
  { path: "/orders", text: "Orders", development: true },
  { path: "/mail", text: "Mail", development: true },
  { path: "/faults", text: "Faults", breakable: true },
  { path: "/load", text: "Load" },
  { path: "/incidents", text: "Incidents", development: true },
];

/** Creates the frame of all pages. */
export function createFrame({ store, context, flags }: App, assets: Assets): Frame {
  const links = LINKS.filter(
    ({ development, breakable }) => (context.development || !development) && (flags || !breakable),
  );
  return ({ title, body }, path) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · The shop at work</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="preload" href="${assets.url("fonts/bricolage-grotesque.woff2")}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${assets.url("css/all.css")}">
<link rel="icon" href="${assets.url("icon.svg")}" type="image/svg+xml">
<script type="module" src="${assets.url("js/observer.js")}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<a class="brand" href="/"><svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true"><circle cx="16" cy="16" r="13" class="brand-rim"/><circle cx="16" cy="16" r="5" class="brand-eye"/><path d="M3 16h8M21 16h8" class="brand-rim"/></svg>The shop at work</a>
<nav aria-label="Pages">
${links.map((link) => html`<a href="${link.path}"${isAt(link, path) && html` aria-current="page"`}>${link.text}</a>`)}
</nav>
</header>
<main id="content" tabindex="-1">
${body}
</main>
<footer class="bottom">
<p>Knows of what happened since ${clockTime(store.sinceMs)}: ${store.received.spans} spans and ${store.received.logs} log lines have come, ${bytes(store.traces.bytes + store.logs.bytes)} of ${bytes(store.maxBytes)} are taken, all in memory.${lost(store)}</p>
</footer>
</body>
</html>
`;
}

/** Whether a page is the link's, or below it. */
function isAt(link: Link, path: string): boolean {
  return link.path === path || path.startsWith(`${link.path}/`);
}

function lost({ traces, received, figures }: App["store"]): string {
  const { spans, logs } = figures.lost();
  const parts = [
    traces.forgotten > 0 && `${traces.forgotten} traces were forgotten for want of room`,
    received.droppedSpans > 0 && `${received.droppedSpans} spans were not kept`,
    received.droppedLogs > 0 && `${received.droppedLogs} log lines were not kept`,
    spans > 0 && `${spans} spans were lost before they came`,
    logs > 0 && `${logs} log lines were lost before they came`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? ` ${parts.join(", and ")}.` : "";
}
