/**
 * Sets an entry of a map, which becomes its newest. Where the map then has more than `most` entries, the
 * one that was set the longest time ago is removed.
 */
export function setNewest<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most) map.delete(oldest as K);
}
