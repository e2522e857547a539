import { randomBytes } from "node:crypto";
import type { DockerEngine } from "./docker-engine.ts";

/** A volume in which a file is replaced as a kubelet does with a ConfigMap that is mounted. */
export interface ConfigMapVolume extends AsyncDisposable {
  readonly name: string;
  /** Gives the file another text. */
  write(text: string): Promise<void>;
}

/** The file is a link through `..data`, which leads to another folder from one moment to the next. */
const SWAP = `set -e
cd /volume
old=$(readlink ..data || true)
new=..$(date +%s%N)
mkdir "$new"
printf %s "$2" > "$new/$1"
ln -s "$new" ..data_tmp
mv -T ..data_tmp ..data
ln -sfn "..data/$1" "$1"
if [ -n "$old" ]; then rm -r "$old"; fi`;

/** Makes a volume with an empty file of this name, by containers of an image that has a shell. */
export async function openConfigMapVolume(
  { docker }: DockerEngine,
  { image, file }: { readonly image: string; readonly file: string },
): Promise<ConfigMapVolume> {
  const name = `hipstershop-${randomBytes(4).toString("hex")}`;
  const write = async (text: string) => {
    const mounted = ["--network=none", "--user=0", `--volume=${name}:/volume`];
    await docker("run", "--rm", ...mounted, "--entrypoint=sh", image, "-c", SWAP, "sh", file, text);
  };
  await docker("volume", "create", name);
  await write("");
  return {
    name,
    write,
    [Symbol.asyncDispose]: async () => void (await docker("volume", "rm", name)),
  };
}
