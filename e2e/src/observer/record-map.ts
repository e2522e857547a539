// Records the map of a running shop as an animated SVG, docs/images/map.svg: "npm run record" here.
// A second adservice comes, and is killed. The calls are those of visitors, as they came. Then it
// takes a picture of the page Registry.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { OBSERVER, serviceNames } from "@hipstershop/shop/names";
import { openBrowser, openPage } from "../browser/open-browser.ts";
import { startShop } from "../shop.ts";
import { spawnService } from "../spawn-service.ts";
import { animateMap } from "./animate-map.ts";
import { type MapEvent, openMapStream } from "./map-stream.ts";

const SERVICE = "adservice";
const FOLDER = join(import.meta.dirname, "../../../docs/images");
const FILE = join(FOLDER, "map.svg");
/** How long the recording goes on before the instance comes, while it is there, and after that. */
const BEFORE_MS = 2_500;
const THERE_MS = 4_500;
const AFTER_MS = 4_000;
/** Rates are those of ten seconds: so long the visitors are there before. */
const WARM_MS = 20_000;

await using shop = await startShop({ services: [...serviceNames, OBSERVER] });
const observer = (await shop.instance(OBSERVER)).address;
const visitors = new AbortController();
const load = spawnService("loadgenerator", {
  env: { SHOP: shop.name, FRONTEND_ADDR: new URL(shop.url).host, USERS: "25", RATE: "10" },
  signal: visitors.signal,
});
load.on("error", () => {});
await delay(WARM_MS);
await using map = await openMapStream(observer);
const { id } = await shop.start(SERVICE);
const isShown = (state: string) => (event: MapEvent) =>
  event.type === "dots" &&
  event.text.includes(`spot ${state}\\" href=\\"/registry/instances/${id}`);
const cameMs = await map.until(isShown("up"));
await delay(THERE_MS);
process.kill(shop.pids(SERVICE).at(-1) ?? Number.NaN, "SIGKILL");
const goneMs = await map.until(isShown("gone"));
await delay(AFTER_MS);
const page = await (await fetch(`http://${observer}/map`)).text();
const [sheet = ""] = /\/assets\/[^"]+all\.css/.exec(page) ?? [];
const css = await (await fetch(`http://${observer}${sheet}`)).text();
visitors.abort();
const svg = animateMap({
  page,
  css,
  events: map.events,
  startMs: cameMs - BEFORE_MS,
  endMs: goneMs + AFTER_MS,
  newcomer: { id, service: SERVICE, cameMs, goneMs },
});
await writeFile(FILE, svg);
await takePicture(`http://${observer}`);
console.log(`${FILE}: ${svg.length} bytes, ${map.events.length} events`);

async function takePicture(observer: string): Promise<void> {
  const browser = await openBrowser();
  await using opened = await openPage(browser, { viewport: { width: 1280, height: 720 } });
  const { page } = opened;
  // Twice: the first time its font comes too late.
  for (let time = 0; time < 2; time++) await page.goto(`${observer}/registry?only=moves`);
  await page.locator("details").first().click();
  await page.screenshot({ path: join(FOLDER, "registry-1280-light.png") });
  await browser.close();
}
