import { isDecodable } from "@hipstershop/service";
import * as v from "valibot";

/**
 * The address of a Redis or Valkey, which may be absent: "host:port" as in the original shop,
 * "host", or a URL such as "rediss://user:password@host:6380/0". The result is a URL.
 */
export function redisAddress() {
  // The value may hold a password: no message repeats it.
  return v.optional(
    v.pipe(
      v.string(),
      v.transform((value) => (value.includes("://") ? value : `redis://${value}`)),
      v.check(isRedisUrl, "must be host:port, or a URL that begins with redis:// or rediss://"),
      v.check(isDecodable, 'must have a "%" of its user or password as "%25"'),
    ),
  );
}

function isRedisUrl(value: string): boolean {
  const url = URL.parse(value);
  return !!url?.hostname && ["redis:", "rediss:"].includes(url.protocol);
}
