import { durationText } from "../../page/duration-text.ts";
import { rpcOf } from "../../store/rpc-of.ts";
import { storeOf } from "../../store/store-of.ts";
import type { TraceSummary } from "../../store/trace-summary.ts";
import { isWanted } from "../../traces/trace-filter.ts";
import { type Row, waterfall } from "../../traces/waterfall.ts";
import type { Evidence, Scene } from "./evidence.ts";
import type { RowLook, TraceLook } from "./look.ts";

/** The most traces that are opened in vain. */
const MAX_OPENED = 60;

/** How many of those that must all have it may lack it: the first ones may be from before. */
const SPARED = 0.2;

/** Looks for a row of a trace that is as wanted. */
export function findTrace(look: TraceLook, { store, sinceMs }: Scene): Evidence | undefined {
  const { row: wanted, inAllOf, longMs = 0, ...filter } = look;
  const all = { text: "", service: "", failed: false, slow: false, ...filter };
  const fitting = Iterator.from(store.traces.newest())
    .filter((trace) => trace.complete && isWanted(trace, all))
    .filter(({ startMs, endMs }) => endMs >= sinceMs && endMs - startMs >= longMs)
    .take(inAllOf ?? MAX_OPENED)
    .toArray();
  const found = fitting.flatMap((trace) => {
    // A request that began before, and waits, may be the one that meets what is broken now.
    const rows = rowsOf(store, trace).filter(({ node }) => node.startMs >= sinceMs);
    const row = findRow(rows, wanted);
    return row ? [{ trace, row }] : [];
  });
  const [first] = found;
  const enough = inAllOf === undefined ? 1 : Math.ceil(inAllOf * (1 - SPARED));
  if (!first || fitting.length < (inAllOf ?? 0) || found.length < enough) return undefined;
  const tookMs = first.trace.endMs - first.trace.startMs;
  const long = longMs > 0 ? `, in a trace that took ${durationText(tookMs)}` : "";
  const count =
    inAllOf === undefined ? "" : `, and so in ${found.length} of ${fitting.length} traces`;
  return {
    text: `${rowText(first.row)}${long}${count}`,
    link: `/traces/${first.trace.id}#span-${first.row.node.span.spanId}`,
  };
}

function rowsOf(store: Scene["store"], { id }: TraceSummary): readonly Row[] {
  const spans = store.traces.find(id);
  return spans?.length ? waterfall(spans).rows : [];
}

/** Returns the row that is as wanted; where one below it is wanted, that one. */
function findRow(rows: readonly Row[], wanted: RowLook): Row | undefined {
  for (const [index, row] of rows.entries()) {
    if (!isLike(row, wanted)) continue;
    if (!wanted.below) return row;
    const end = rows.findIndex((each, place) => place > index && each.depth <= row.depth);
    const below = findRow(rows.slice(index + 1, end < 0 ? undefined : end), wanted.below);
    if (below) return below;
  }
  return undefined;
}

function isLike(row: Row, wanted: RowLook): boolean {
  const { service, caller, name = "", error, leastMs = 0, attempt } = wanted;
  const { startMs, endMs, span } = row.node;
  if (service !== undefined && row.service !== service) return false;
  if (caller !== undefined && row.caller !== caller) return false;
  if (!span.name.includes(name) || endMs - startMs < leastMs) return false;
  if (attempt !== undefined && Number(span.attributes.get("rpc.attempt")) !== attempt) return false;
  if (error === undefined) return true;
  return error === false ? row.error === undefined : (row.error?.includes(error) ?? false);
}

function rowText({ service, caller, error, node: { span, startMs, endMs } }: Row): string {
  const { name, attributes } = span;
  const attempt = attributes.get("rpc.attempt");
  const isStore = storeOf(attributes) !== undefined;
  const work = isStore ? `"${name}" in the store` : (rpcOf(attributes)?.method ?? name);
  const what =
    attempt === undefined ? `${work} of ${service}` : `Attempt ${attempt} of ${caller ?? service}`;
  const whose = caller === undefined || attempt !== undefined ? "" : `, called by ${caller},`;
  const end = error === undefined ? "" : ` and failed: ${error}`;
  return `${what}${whose} took ${durationText(endMs - startMs)}${end}`;
}
