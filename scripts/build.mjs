// Bundles everything that ships into dist/, and the extension tests into dist/test/.
// Usage: node scripts/build.mjs [--production] [--watch]
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import * as esbuild from 'esbuild';
import { globSync } from 'tinyglobby';
import { root } from './setup/paths.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const dist = path.join(root, 'dist');

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: !production,
  minify: production,
  // Names of classes and functions show up in error messages.
  keepNames: true,
  legalComments: 'linked',
  logLevel: 'warning',
};

/** @type {esbuild.BuildOptions} */
const node = { ...shared, platform: 'node', target: 'node20' };

// Bundled CommonJS dependencies use these names, which an ES module lacks.
const commonJsNames = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join('\n');

/** @type {esbuild.BuildOptions[]} */
const bundles = [
  {
    ...node,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...node,
    entryPoints: { server: 'src/server/main.ts', cli: 'src/cli/main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: { js: commonJsNames },
  },
  {
    ...shared,
    entryPoints: { panel: 'src/panel/main.tsx' },
    outdir: 'dist',
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
  {
    ...node,
    entryPoints: ['test/extension/index.ts', ...globSync('test/extension/**/*.test.ts', { cwd: root })],
    outdir: 'dist/test',
    outbase: 'test/extension',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    // VS Code's test run and every test file must share one mocha.
    external: ['vscode', 'mocha'],
    sourcemap: true,
    minify: false,
  },
];

/** Icons are a font and a style sheet that the panel loads beside its own. */
function copyIcons() {
  for (const file of ['codicon.css', 'codicon.ttf']) {
    cpSync(path.join(root, 'node_modules/@vscode/codicons/dist', file), path.join(dist, file));
  }
}

// Bundles are overwritten in place, since a VS Code may be running them; what is packaged starts clean.
rmSync(production ? dist : path.join(dist, 'test'), { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
copyIcons();
const wanted = production ? bundles.slice(0, -1) : bundles;
if (watch) {
  const contexts = await Promise.all(
    wanted.map((options) => esbuild.context({ ...options, logLevel: 'info' })),
  );
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  const results = await Promise.allSettled(wanted.map((options) => esbuild.build(options)));
  // esbuild has printed each error with its place.
  if (results.some((result) => result.status === 'rejected')) process.exitCode = 1;
}
