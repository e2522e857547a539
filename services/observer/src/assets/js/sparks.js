/**
 * @typedef {object} Spark
 * @property {SVGCircleElement} circle
 * @property {SVGGElement} edge
 * @property {Float32Array} points
 * @property {number} startMs
 * @property {boolean} failed
 */

/** The most that move at once. The edges of further calls glow. */
const MAX = 60;
const TRAVEL_MS = 750;
const GLOW_MS = 700;
/** An edge is measured once, at so many places: to ask for a point of a path is slow. */
const PLACES = 64;

/**
 * Creates what draws calls as sparks that move along the edges of a map. It runs while there are
 * some, and moves none for readers who want little motion: there the edges glow.
 * @param {() => Element | null} findMap
 */
export function createSparks(findMap) {
  /** @type {Spark[]} */
  let moving = [];
  /** @type {SVGCircleElement[]} */
  const idle = [];
  /** @type {WeakMap<Element, Float32Array>} */
  const measured = new WeakMap();
  /** @type {Map<Element, number>} */
  const glowing = new Map();
  /** @type {Map<string, SVGGElement>} */
  let edges = new Map();
  /** @type {Element | null} */
  let map = null;
  let frame = 0;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function redrawn() {
    for (const { circle } of moving) idle.push(circle);
    for (const circle of idle) circle.remove();
    moving = [];
    glowing.clear();
    map = null;
  }

  /** @param {readonly import("../../map/map-event.ts").SparkOfCall[]} calls */
  function add(calls) {
    if (document.hidden) return;
    if (map !== findMap()) find();
    const nowMs = performance.now();
    for (const [name, afterMs, failed] of calls) {
      const edge = edges.get(name);
      if (!edge) continue;
      if (still.matches || moving.length >= MAX) glow(edge, nowMs + afterMs, failed === 1);
      else move(edge, nowMs + afterMs, failed === 1);
    }
    if (frame === 0 && moving.length + glowing.size > 0) frame = requestAnimationFrame(step);
  }

  function find() {
    redrawn();
    map = findMap();
    edges = new Map();
    for (const edge of map?.querySelectorAll("[data-edge]") ?? []) {
      if (edge instanceof SVGGElement) edges.set(edge.dataset.edge ?? "", edge);
    }
  }

  /** @param {SVGGElement} edge @param {number} startMs @param {boolean} failed */
  function move(edge, startMs, failed) {
    const circle = idle.pop() ?? document.createElementNS("http://www.w3.org/2000/svg", "circle");
    circle.setAttribute("r", "0");
    circle.setAttribute("class", `spark ${failed ? "failed" : edge.dataset.hue}`);
    if (!circle.isConnected) map?.querySelector(".sparks")?.append(circle);
    moving.push({ circle, edge, points: measure(edge), startMs, failed });
  }

  /** @param {SVGGElement} edge @param {number} startMs @param {boolean} failed */
  function glow(edge, startMs, failed) {
    if (!glowing.has(edge)) edge.classList.add("glows");
    if (failed) edge.classList.add("hurts");
    glowing.set(edge, startMs + GLOW_MS);
  }

  /** @param {SVGGElement} edge */
  function measure(edge) {
    const known = measured.get(edge);
    if (known) return known;
    const points = new Float32Array(2 * (PLACES + 1));
    const line = edge.querySelector(".line");
    if (line instanceof SVGGeometryElement) {
      const length = line.getTotalLength();
      for (let place = 0; place <= PLACES; place++) {
        const { x, y } = line.getPointAtLength((length * place) / PLACES);
        points.set([x, y], 2 * place);
      }
    }
    measured.set(edge, points);
    return points;
  }

  /** @param {number} nowMs */
  function step(nowMs) {
    let kept = 0;
    for (const spark of moving) {
      const part = (nowMs - spark.startMs) / TRAVEL_MS;
      if (part < 1) {
        if (part >= 0) place(spark, part);
        moving[kept++] = spark;
        continue;
      }
      spark.circle.setAttribute("r", "0");
      idle.push(spark.circle);
      // What failed is seen a little longer.
      if (spark.failed) glow(spark.edge, nowMs, true);
    }
    moving.length = kept;
    for (const [edge, untilMs] of glowing) {
      if (nowMs < untilMs) continue;
      edge.classList.remove("glows", "hurts");
      glowing.delete(edge);
    }
    frame = moving.length + glowing.size > 0 ? requestAnimationFrame(step) : 0;
  }

  /** @param {Spark} spark @param {number} part */
  function place({ circle, points }, part) {
    // Slow at both ends.
    const at = part * part * (3 - 2 * part) * PLACES;
    const index = 2 * Math.floor(at);
    const rest = at - Math.floor(at);
    const x = points[index] ?? 0;
    const y = points[index + 1] ?? 0;
    circle.setAttribute("cx", String(x + ((points[index + 2] ?? x) - x) * rest));
    circle.setAttribute("cy", String(y + ((points[index + 3] ?? y) - y) * rest));
    circle.setAttribute("r", String(4.5 * Math.min(1, 6 * part, 6 * (1 - part))));
  }

  return { add, redrawn };
}
