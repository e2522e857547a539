import type { MapEvent } from "./map-stream.ts";

export interface AnimateMapOptions {
  /** The page Map, as the observer sent it, and its style sheet. */
  readonly page: string;
  readonly css: string;
  /** What came while it was open. */
  readonly events: readonly MapEvent[];
  /** The part that is shown, as `performance.now()`. */
  readonly startMs: number;
  readonly endMs: number;
  /** An instance that came and went in that time. */
  readonly newcomer: {
    readonly id: string;
    readonly service: string;
    readonly cameMs: number;
    readonly goneMs: number;
  };
}

/** How long a spark takes from one end of its edge to the other, as in sparks.js. */
const TRAVEL_MS = 750;

/**
 * Returns the picture of a map as an SVG that repeats what was recorded: calls as sparks, and an
 * instance that comes and goes. It is one file, without scripts, for light and dark pages.
 */
export function animateMap(options: AnimateMapOptions): string {
  const { page, css, events, startMs, endMs, newcomer } = options;
  const [drawing = ""] = /<svg class="map wide".*?<\/svg>/s.exec(page) ?? [];
  const [, width = "0", height = "0"] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(drawing) ?? [];
  const totalMs = endMs - startMs;
  const time = (ms: number) => (Math.min(Math.max(ms, 0), totalMs) / totalMs).toFixed(4);
  const repeated = `dur="${totalMs / 1_000}s" repeatCount="indefinite"`;

  /** Returns an animation of a value that changes at times, in milliseconds of the recording. */
  function animate(attribute: string, steps: readonly (readonly [ms: number, value: string])[]) {
    const all = [
      [0, steps[0]?.[1] ?? ""] as const,
      ...steps,
      [totalMs, steps.at(-1)?.[1] ?? ""] as const,
    ];
    const times = all.map(([ms]) => time(ms)).join(";");
    const values = all.map(([, value]) => value).join(";");
    return `<animate attributeName="${attribute}" ${repeated} keyTimes="${times}" values="${values}"/>`;
  }

  function spark(path: string, hue: string, fromMs: number): string {
    const toMs = fromMs + TRAVEL_MS;
    const times = [0, fromMs, toMs, totalMs].map(time).join(";");
    const size = animate("r", [
      [fromMs, "0"],
      [fromMs + 100, "4.5"],
      [toMs - 100, "4.5"],
      [toMs, "0"],
    ]);
    return `<circle class="spark ${hue}" r="0"><animateMotion ${repeated} calcMode="linear" keyTimes="${times}" keyPoints="0;0;1;1"><mpath href="#${path}"/></animateMotion>${size}</circle>`;
  }

  const edges = [...drawing.matchAll(/data-edge="([^"]+)" data-hue="([^"]+)"/g)];
  const sparks = events.flatMap((event) => {
    if (event.type !== "sparks") return [];
    return JSON.parse(event.text).sparks.flatMap(([name, afterMs, failed]: Spark) => {
      const at = edges.findIndex(([, edge]) => edge?.replace("&gt;", ">") === name);
      const fromMs = event.atMs - startMs + afterMs;
      if (at < 0 || fromMs < 0 || fromMs > totalMs - TRAVEL_MS) return [];
      return spark(`e${at}`, failed ? "failed" : (edges[at]?.[2] ?? ""), fromMs);
    });
  });

  const { id, service, cameMs, goneMs } = newcomer;
  const shown = `${id.slice(0, -4)}`;
  const came = cameMs - startMs;
  const went = goneMs - startMs;
  const dots = /<a class="spot gone".*?<\/a>/s;
  const dot = (state: string, steps: Parameters<typeof animate>[1]) =>
    (dots.exec(drawing)?.[0] ?? "")
      .replace(/<a [^>]*transform=/, `<g class="spot ${state}" opacity="0" transform=`)
      .replace(/<title>.*?<\/title>/, "")
      .replace("</a>", `${animate("opacity", steps)}</g>`);
  const halo = `<circle class="ring" r="7" opacity="0">${animate("r", [
    [came, "7"],
    [came + 900, "20"],
  ])}${animate("opacity", [
    [came, "0"],
    [came + 20, "0.9"],
    [came + 900, "0"],
  ])}</circle>`;
  const living = dot("up", [
    [came, "0"],
    [came + 150, "1"],
    [went, "1"],
    [went + 200, "0"],
  ]).replace("</g>", `${halo}</g>`);
  const ghost = dot("gone", [
    [went, "0"],
    [went + 200, "1"],
    [totalMs - 600, "1"],
    [totalMs - 100, "0"],
  ]);
  const says = (text: string, fromMs: number, toMs: number) =>
    `<text class="says" x="${Number(width) / 2}" y="${Number(height) + 34}" opacity="0">${text}${animate(
      "opacity",
      [
        [fromMs, "0"],
        [fromMs + 200, "1"],
        [toMs - 200, "1"],
        [toMs, "0"],
      ],
    )}</text>`;
  const story = [
    says(`another copy of ${service} announces itself: the registry hears it`, came, went - 100),
    says("kill -9: its health stream breaks, and a new connection is refused", went, totalMs - 100),
  ];

  let edge = 0;
  const body = drawing
    .replace(/^<svg[^>]*>/, "")
    .replace(/<\/svg>$/, "")
    .replace(dots, `${living}${ghost}`)
    .replaceAll(/<title>.*?<\/title>/g, "")
    // Nobody clicks in a picture.
    .replaceAll(/<a class="more".*?<\/a>/g, "")
    .replaceAll(/<a class="(spot[^"]*)"[^>]*?(transform="[^"]*")>/g, '<g class="$1" $2>')
    .replaceAll(/<a [^>]*>/g, "<g>")
    .replaceAll("</a>", "</g>")
    .replaceAll(/<circle class="(?:target|halo)"[^>]*\/>/g, "")
    .replaceAll('<path class="line"', () => `<path class="line" id="e${edge++}"`)
    .replaceAll(/ data-[a-z]+="[^"]*"/g, "")
    .replace('<g class="sparks"></g>', `<g class="sparks">${sparks.join("\n")}</g>`);
  const frame = `<rect class="frame" x="-23" y="-23" width="${Number(width) + 46}" height="${Number(height) + 82}" rx="16"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="map wide" viewBox="-24 -24 ${Number(width) + 48} ${Number(height) + 84}" role="img">
<title>The map of the shop: a copy of ${service} (${shown}…) comes, and is killed</title>
<style>${styleOf(css)}</style>
${frame}${body}${story.join("")}
</svg>
`;
}

type Spark = readonly [edge: string, afterMs: number, failed: 0 | 1];

/** Returns the rules of the map, with the colours of both themes. */
function styleOf(css: string): string {
  const variables = [...css.matchAll(/(--[\w-]+): light-dark\((#\w+), (#\w+)\)/g)];
  const hues = [...css.matchAll(/(\.hue-\d+) \{\s*--hue: light-dark\((#\w+), (#\w+)\)/g)];
  const plain = variables.filter(([, name]) => name !== "--hue");
  const theme = (column: 2 | 3) =>
    [
      `svg{${plain.map((each) => `${each[1]}:${each[column]}`).join(";")};--hue:${column === 2 ? "#5a5580" : "#b3add9"}}`,
      ...hues.map((each) => `${each[1]}{--hue:${each[column]}}`),
    ].join("");
  return `${theme(2)}@media(prefers-color-scheme:dark){${theme(3)}}
text{fill:var(--ink);font:13px system-ui,sans-serif}.name{font-weight:700;font-size:12.5px;letter-spacing:-.02em}.note,.port,.figures{font-size:11.5px;fill:var(--soft)}
.figures{text-anchor:end;paint-order:stroke;stroke:var(--panel);stroke-width:4px}.figures.ill{fill:var(--bad);font-weight:650}.says{text-anchor:middle;font-size:15px;font-weight:600}
.frame{fill:var(--panel);stroke:var(--line)}.box rect{fill:var(--ground);stroke:var(--hue);stroke-width:1.5}.box.outside rect{fill:none;stroke-dasharray:4 4}
.edge path{fill:none;stroke:var(--hue);stroke-width:1.5;opacity:.55}.edge .glow{display:none}
.spark{fill:var(--hue);stroke:var(--panel)}.spark.failed{fill:var(--bad)}.spot .body{fill:var(--good)}.spot.gone .body{fill:var(--bad);opacity:.4}.ring{fill:none;stroke:var(--good);stroke-width:2}
@media(prefers-reduced-motion){.sparks,.ring{display:none}}`;
}
