import { readFileSync } from "node:fs";
import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import type { ServiceContext } from "@hipstershop/service";
import { parseCatalog } from "./parse-catalog.ts";

/**
 * A catalog file that is watched for changes. Disposing it stops the watch; the products remain.
 */
export interface CatalogFile extends Disposable {
  /** The products of the last good version of the file. */
  readonly products: readonly Product[];
  /** Reads the file now, in case it has changed. Never throws: a broken file is logged. */
  read(): void;
}

export interface CatalogFileOptions {
  /** Told of each new version, and once of each problem. */
  readonly log: Pick<ServiceContext["log"], "info" | "error">;
}

/**
 * Opens a catalog file and reads it anew within a second of each change. A broken version is logged
 * and skipped. Throws an Error when the first version is broken.
 */
export function openCatalogFile(path: string, { log }: CatalogFileOptions): CatalogFile {
  let bytes: Buffer | undefined;
  let products: readonly Product[] = [];
  let problem: string | undefined;

  try {
    load();
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`Cannot read the catalog file "${path}": ${message}`, { cause: error });
  }

  /** Returns whether the file has changed. */
  function load(): boolean {
    // Synchronous, so that of two reads the later one always counts.
    const latest = readFileSync(path);
    if (bytes?.equals(latest)) return false;
    bytes = latest;
    products = parseCatalog(decode(latest));
    return true;
  }

  function read(): void {
    try {
      if (load()) log.info({ path, products: products.length }, "read the catalog file anew");
      problem = undefined;
    } catch (err) {
      // Logged once: a file that is read at every request and stays broken would fill the log.
      if (String(err) !== problem) {
        log.error({ err, path }, "cannot read the catalog file, the last good one stays in use");
      }
      problem = String(err);
    }
  }

  // Asks for the file's status: file system events miss changes by editors, bind mounts and
  // Kubernetes' symlinks, and fs.watchFile misses a change before its first look.
  const timer = setInterval(read, 500).unref();

  return {
    get products() {
      return products;
    },
    read,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Returns a text in UTF-8, without the byte order mark that some editors write. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RangeError("it must be UTF-8", { cause });
  }
}
