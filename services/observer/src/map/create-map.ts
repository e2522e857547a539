import type { App } from "../app.ts";
import type { Html } from "../page/html.ts";
import { callsTable } from "./calls-table.ts";
import { drawDots } from "./draw-dots.ts";
import { drawMap } from "./draw-map.ts";
import { followInstances } from "./follow-instances.ts";
import { createInstanceBoard, type Dot } from "./instance-board.ts";
import { instanceList } from "./instance-list.ts";
import { instancesTable } from "./instances-table.ts";
import { layOutNarrow } from "./lay-out-narrow.ts";
import { layOutWide } from "./lay-out-wide.ts";
import { layersOf } from "./layers-of.ts";
import type { Layout } from "./layout.ts";
import { liveTexts } from "./live-texts.ts";
import type { MapEvent } from "./map-event.ts";
import type { MapView } from "./map-view.ts";
import { createNews } from "./news.ts";
import { createTraffic, VISITORS } from "./traffic.ts";

/** The map of the shop, which follows the registry, the health of each instance, and the calls. */
export interface ShopMap {
  draw(): Drawing;
  /** Returns what is known of an instance; undefined also when it has been gone for long. */
  find(id: string): Dot | undefined;
  /** Returns the instances of a service, also those that have just gone. */
  dots(service: string): readonly Dot[];
  /** Returns the names of the services that were ever announced, sorted. */
  services(): readonly string[];
}

/** All that the page shows. */
export interface Drawing {
  readonly wide: Html;
  readonly narrow: Html;
  readonly calls: Html;
  readonly instances: Html;
  readonly news: Html;
}

const TOPIC = "map";
/** Between two looks at what moves by itself: rates, and those that were gone long enough. */
const TICK_MS = 1_000;

/** Creates a map, and follows the shop until the observer drains. */
export function createMap({ store, events, hues, context }: App): ShopMap {
  const { registry, draining: signal } = context;
  const traffic = createTraffic();
  const news = createNews();
  const changed = new Set<string>();
  const board = createInstanceBoard((dot) => {
    news.add(dot);
    mark(dot.instance.service);
  });
  let drawn = layOut();
  let sent = liveTexts(view());

  function view(): MapView {
    const edges = traffic.edges(Date.now());
    const announced = new Set(board.services());
    const names = new Set([...announced, ...edges.flatMap(({ from, to }) => [from, to])]);
    return {
      services: [...names].sort().map((name) => ({
        name,
        isAnnounced: announced.has(name),
        dots: board.dots(name),
      })),
      edges,
      hasServicePages: context.development,
    };
  }

  function layOut(): { readonly wide: Layout; readonly narrow: Layout; readonly key: string } {
    const { services, edges } = view();
    const names = services.map(({ name }) => name);
    const links = edges.map(({ from, to }) => ({ from, to }));
    const counts = new Map(services.map(({ name, dots }) => [name, dots.length]));
    const dots = (name: string) => (name === VISITORS ? 0 : (counts.get(name) ?? 0));
    const diagram = { layers: layersOf(names, links), links, dots };
    const [wide, narrow] = [layOutWide(diagram), layOutNarrow(diagram)];
    return {
      wide,
      narrow,
      key: JSON.stringify([wide, narrow, services.map(({ isAnnounced }) => isAnnounced)]),
    };
  }

  /** Sends what has changed, once for all changes of this turn. */
  function mark(service: string): void {
    if (changed.size === 0) queueMicrotask(flush);
    changed.add(service);
  }

  function flush(): void {
    const services = [...changed];
    changed.clear();
    const before = drawn.key;
    drawn = layOut();
    if (!events.hasReaders(TOPIC)) return;
    if (drawn.key !== before) {
      send(drawing());
      return;
    }
    for (const service of services) send(dotsOf(service));
    send({ type: "news", news: news.list().text });
  }

  function send(event: MapEvent): void {
    events.send(TOPIC, event);
  }

  function draw(): Drawing {
    const now = view();
    return {
      wide: drawMap("wide", drawn.wide, now, hues),
      narrow: drawMap("narrow", drawn.narrow, now, hues),
      calls: callsTable(now),
      instances: instancesTable(now),
      news: news.list(),
    };
  }

  function drawing(): MapEvent {
    const { wide, narrow, calls, instances, news } = draw();
    return {
      type: "drawing",
      parts: {
        wide: wide.text,
        narrow: narrow.text,
        calls: calls.text,
        instances: instances.text,
        news: news.text,
      },
    };
  }

  function dotsOf(service: string): MapEvent {
    const dots = board.dots(service);
    return {
      type: "dots",
      service,
      wide: drawDots("wide", dots).text,
      narrow: drawDots("narrow", dots).text,
      list: instanceList(dots).text,
    };
  }

  function tick(): void {
    for (const service of board.sweep(Date.now())) mark(service);
    if (!events.hasReaders(TOPIC)) return;
    const texts = liveTexts(view());
    const news = Object.entries(texts).filter(([key, text]) => sent[key] !== text);
    sent = texts;
    if (news.length > 0) send({ type: "texts", texts: Object.fromEntries(news) });
  }

  const listening = store.calls.subscribe((batch) => {
    const before = traffic.size;
    const sparks = traffic.add(batch, Date.now());
    if (traffic.size !== before) mark("");
    if (sparks.length === 0 || !events.hasReaders(TOPIC)) return;
    const brief = sparks.map((each) => [each.edge, each.afterMs, each.failed ? 1 : 0] as const);
    // After the drawing that has their edges.
    queueMicrotask(() => send({ type: "sparks", sparks: brief }));
  });
  const ticking = setInterval(tick, TICK_MS);
  signal.addEventListener("abort", () => {
    clearInterval(ticking);
    listening[Symbol.dispose]();
  });
  events.greet(TOPIC, drawing);
  followInstances({ registry, board, signal });
  return { draw, find: board.find, dots: board.dots, services: board.services };
}
