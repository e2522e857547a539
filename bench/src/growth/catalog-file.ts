import { mkdtempDisposable, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A catalog of any size, in a file that productcatalogservice follows. */
export interface CatalogFile extends AsyncDisposable {
  readonly path: string;
  /** Makes it the shop's own nine products and as many others as are missing. */
  grow(products: number): Promise<void>;
}

/** The id of each product that the file has besides the shop's own, from 0 on. */
export const grownId = (number: number) => `GROWN-${number}`;

/** Opens a catalog file with the shop's own products. */
export async function openCatalogFile(): Promise<CatalogFile> {
  const own = join(import.meta.dirname, "../../../services/productcatalogservice/src/catalog.json");
  const { products } = JSON.parse(await readFile(own, "utf8"));
  const folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-bench-"));
  const path = join(folder.path, "catalog.json");
  async function grow(count: number): Promise<void> {
    const others = Array.from({ length: count - products.length }, (_, number) => ({
      ...products[number % products.length],
      id: grownId(number),
      name: `Grown ${number}`,
    }));
    await writeFile(`${path}.new`, JSON.stringify({ products: [...products, ...others] }));
    await rename(`${path}.new`, path);
  }
  await grow(products.length);
  return { path, grow, [Symbol.asyncDispose]: () => folder.remove() };
}
