import { parse } from "yaml";

/** skaffold.yaml, as far as the checks look at it. */
export interface SkaffoldConfig {
  readonly build: Build;
  readonly manifests: Manifests;
  readonly portForward?: readonly { readonly resourceName: string; readonly port: number }[];
  readonly profiles: readonly {
    readonly name: string;
    readonly build?: Build;
    readonly manifests?: Manifests;
    readonly patches?: readonly { readonly path: string; readonly value?: unknown }[];
  }[];
}

interface Build {
  readonly artifacts: readonly {
    readonly image: string;
    readonly docker: {
      readonly target: string;
      readonly buildArgs?: Readonly<Record<string, string>>;
    };
    readonly sync?: { readonly manual: readonly { readonly src: string; readonly dest: string }[] };
  }[];
}

interface Manifests {
  readonly kustomize: { readonly paths: readonly string[] };
}

/** Parses the text of skaffold.yaml. */
export function parseSkaffoldConfig(yaml: string): SkaffoldConfig {
  return parse(yaml);
}
