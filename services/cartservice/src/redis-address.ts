import * as v from "valibot";

/**
 * The address of a Redis or Valkey, absent or not: "host:port" as the original shop has it,
 * "host", or a URL such as "rediss://user:password@host:6380/0". Parsed, it is a URL.
 */
export function redisAddress() {
  // The value may hold a password: it is not repeated.
  const message = "must be host:port, or a URL that begins with redis:// or rediss://";
  return v.optional(
    v.pipe(
      v.string(),
      v.transform((value) => (value.includes("://") ? value : `redis://${value}`)),
      v.check((value) => {
        const url = URL.canParse(value) ? new URL(value) : undefined;
        return !!url?.hostname && ["redis:", "rediss:"].includes(url.protocol);
      }, message),
    ),
  );
}
