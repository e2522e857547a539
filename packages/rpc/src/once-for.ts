/**
 * Returns a function that computes what follows from an object, once for as long as the object
 * lives. Answers of the response cache are such objects: they are frozen, and many calls get the
 * same one.
 */
export function onceFor<K extends WeakKey, T>(compute: (from: K) => T): (from: K) => T {
  const known = new WeakMap<K, { readonly value: T }>();
  return (from) => {
    const found = known.get(from);
    if (found) return found.value;
    const value = compute(from);
    known.set(from, { value });
    return value;
  };
}
