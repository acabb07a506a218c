import { build } from 'esbuild';
import { root } from '../../scripts/setup/paths.mjs';

/** Bundles one entry point of the sources as they are now, the way the build does it for Node. */
export async function bundleForNode(entryPoint: string, outfile: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    keepNames: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: [
        "import { createRequire as __createRequire } from 'node:module';",
        'const require = __createRequire(import.meta.url);',
        "const __filename = '', __dirname = '';",
      ].join('\n'),
    },
  });
}
