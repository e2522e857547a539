// Draws the picture of the architecture in README.md from the sources, "npm run picture".
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawPanels } from "./architecture/draw.ts";
import { withoutShortcuts } from "./architecture/graph.ts";
import { readCalls, readImports } from "./architecture/read-graphs.ts";

/** Where the picture stands, in the repository. */
export const PICTURE = "docs/images/architecture.svg";

/** Draws who calls whom and who imports whom in a repository, as SVG. */
export async function drawArchitecture(repository: string): Promise<string> {
  return drawPanels(
    [
      {
        title: "Who calls whom",
        arrow: "an RPC, to a service whose name is all that the caller knows",
        graph: await readCalls(repository),
        endsLast: true,
      },
      {
        title: "Who imports whom",
        arrow: "packages; no arrow where a path of other arrows leads there too",
        graph: withoutShortcuts(await readImports(repository)),
      },
    ],
    "The services of the shop and their calls; the packages and their imports",
  );
}

if (import.meta.main) {
  const repository = join(import.meta.dirname, "../..");
  await writeFile(join(repository, PICTURE), await drawArchitecture(repository));
}
