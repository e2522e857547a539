/**
 * Sets the clock of this process forward, or back where `seconds` is below zero, until it is disposed.
 * What measures durations goes on as before: nobody can set that clock.
 */
export function moveClock(seconds: number): Disposable {
  const Right = Date;
  const now = () => Right.now() + Math.round(seconds * 1_000);
  globalThis.Date = new Proxy(Right, {
    construct: (target, given, made) =>
      Reflect.construct(target, given.length > 0 ? given : [now()], made),
    apply: () => new Right(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
  return {
    [Symbol.dispose]() {
      globalThis.Date = Right;
    },
  };
}
