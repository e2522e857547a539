import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { defineService, text } from "@hipstershop/service";
import { openCatalogFile } from "./catalog-file.ts";
import { parseCatalog } from "./parse-catalog.ts";
import { createProductCatalog } from "./product-catalog.ts";

/**
 * Serves the catalog of a file, which it reads anew when the file changes: CATALOG_FILE, else
 * the one beside this module, else, in a bundle, the one that was bundled.
 *
 * As in the original shop, after SIGUSR1 it reads the file on every request, which shows what a
 * slow dependency does to a page. SIGUSR2 ends that.
 */
export const productcatalogservice = defineService({
  service: ProductCatalogService,
  variables: { CATALOG_FILE: text() },

  async create({ config, log, resources, faults }) {
    let readAlways = false;
    onSignal("SIGUSR1", () => {
      readAlways = true;
      log.info("reading the catalog file on every request");
    });
    onSignal("SIGUSR2", () => {
      readAlways = false;
      log.info("reading the catalog file when it changes");
    });

    const path = config.CATALOG_FILE ?? fileURLToPath(new URL("catalog.json", import.meta.url));
    if (config.CATALOG_FILE === undefined && !existsSync(path)) {
      const products = await bundledCatalog();
      return createProductCatalog(() => products, faults);
    }
    const file = resources.use(openCatalogFile(path, { log }));
    return createProductCatalog(() => {
      if (readAlways) file.read();
      return file.products;
    }, faults);

    function onSignal(signal: NodeJS.Signals, listener: () => void): void {
      process.on(signal, listener);
      resources.defer(() => void process.off(signal, listener));
    }
  },
});

async function bundledCatalog() {
  // Imported only where there is no file: in development an import would restart the
  // service at every change of the file, and end it when the file is broken.
  const { default: catalog } = await import("./catalog.json", { with: { type: "json" } });
  return parseCatalog(JSON.stringify(catalog));
}
