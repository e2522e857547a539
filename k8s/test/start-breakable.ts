import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openConfigMapVolume } from "./config-map-volume.ts";
import type { DockerEngine } from "./docker-engine.ts";
import { mountedFaults } from "./mounted-faults.ts";

/** A container of currencyservice that components/faults lets be broken. */
export interface Breakable extends AsyncDisposable {
  /** Puts a flag file in place of the one that is mounted, in which all its calls fail, or none. */
  fail(variant: "100%" | "off"): Promise<void>;
  /** Returns the status of HTTP that an RPC is answered with. */
  ask(): Promise<string>;
}

/** From within the container, which has no network. */
const ASK = `
const url = "http://127.0.0.1:8080/hipstershop.CurrencyService/GetSupportedCurrencies";
const headers = { "content-type": "application/json" };
fetch(url, { method: "POST", headers, body: "{}" }).then(({ status }) => console.log(status));`;

/** Starts one, of the production image with this tag. `image` has a shell. */
export async function startBreakable(
  engine: DockerEngine,
  { image, tag }: { readonly image: string; readonly tag: string },
): Promise<Breakable> {
  const { docker } = engine;
  await using opened = new AsyncDisposableStack();
  const { folder, env } = await mountedFaults("currencyservice");
  const volume = opened.use(await openConfigMapVolume(engine, { image, file: "flags.json" }));
  const shipped = join(import.meta.dirname, "../../packages/faults/src/flags.json");
  const { flags } = JSON.parse(await readFile(shipped, "utf8"));
  const fail: Breakable["fail"] = (defaultVariant) => {
    const rpcFailure = { ...flags.rpcFailure, defaultVariant };
    return volume.write(JSON.stringify({ flags: { ...flags, rpcFailure } }));
  };
  await fail("off");
  const id = await docker(
    ...["run", "--detach", "--network=none", "--env=REGISTRY=static", "--env=PORT=8080"],
    ...Object.entries(env).map(([name, value]) => `--env=${name}=${value}`),
    ...[`--volume=${volume.name}:${folder}:ro`, "--read-only", "--cap-drop=ALL"],
    `currencyservice:${tag}`,
  );
  opened.defer(async () => void (await docker("rm", "--force", id)));
  const held = opened.move();
  return {
    fail,
    ask: () => docker("exec", id, "node", "-e", ASK),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
