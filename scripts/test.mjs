// Sets up, builds, checks and tests everything. Ends with the line "N passed, N failed".
// Runs on Node 20 with nothing installed; every stage runs on the pinned Node. Usage: node scripts/test.mjs
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { explain, setUp } from './setup.mjs';
import { pinnedEnvironment, pinnedNode, root } from './setup/paths.mjs';
import { readExtensionReport, readVitestReport } from './test/reports.mjs';

const output = path.join(root, 'test-output');

/**
 * @typedef {import('./test/reports.mjs').Counts} Counts
 * @typedef {object} Stage
 * @property {string} title
 * @property {string[]} args what the pinned Node runs
 * @property {() => Counts} [counts] reads the report of a stage that runs tests
 * @property {boolean} [needsBuild] has no sense after a failed build
 */

/** @type {Stage} */
const buildStage = { title: 'Build', args: ['scripts/build.mjs'] };

/** @type {Stage[]} */
const stages = [
  {
    title: 'Formatting',
    args: [program('prettier', 'bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
  },
  { title: 'Lint', args: [program('eslint', 'bin/eslint.js'), '.', '--max-warnings', '0'] },
  { title: 'Types', args: [program('typescript', 'bin/tsc'), '-p', '.'] },
  { title: 'Types of what ships, on the oldest Node', args: [program('typescript', 'bin/tsc'), '-p', 'src'] },
  {
    title: 'Import boundaries',
    args: [program('dependency-cruiser', 'bin/dependency-cruise.mjs'), 'src', 'scripts', 'test'],
  },
  vitest('Unit tests', 'unit'),
  {
    title: 'Extension tests, inside VS Code',
    args: ['test/support/runExtensionTests.ts'],
    needsBuild: true,
    counts: () => readExtensionReport(path.join(output, 'extension.json')),
  },
  { ...vitest('End-to-end tests, driving VS Code', 'e2e'), needsBuild: true },
];

try {
  const started = Date.now();
  headline('Set-up');
  setUp(['deps', 'vscode', 'browser']);
  console.log(`Set-up: ${seconds(started)}`);
  testEverything();
} catch (error) {
  explain(error);
}

function testEverything() {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const build = runStage(buildStage);
  const outcomes = [
    build,
    ...stages.map((stage) => (stage.needsBuild && !build.ok ? skip(stage) : runStage(stage))),
  ];

  headline('Result');
  for (const { title, ok, duration } of outcomes) console.log(`${ok ? '✓' : '✗'} ${title} (${duration})`);
  const total = outcomes.reduce(
    (sum, { counts }) => ({ passed: sum.passed + counts.passed, failed: sum.failed + counts.failed }),
    { passed: 0, failed: 0 },
  );
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0 || outcomes.some(({ ok }) => !ok)) process.exitCode = 1;
}

/** Runs one stage. A failed one doesn't keep the others from telling what they find. */
function runStage(/** @type {Stage} */ { title, args, counts }) {
  headline(title);
  const started = Date.now();
  const { status, signal, error } = spawnSync(pinnedNode, args, {
    cwd: root,
    env: pinnedEnvironment(),
    stdio: 'inherit',
  });
  const result = counts?.() ?? { passed: 0, failed: 0 };
  const ok = status === 0 && result.failed === 0;
  const duration = seconds(started);
  const ending = error?.message ?? signal ?? `exit code ${status}`;
  console.log(ok ? `${title}: ${duration}` : `${title} FAILED after ${duration} (${ending}).`);
  return { title, ok, duration, counts: result };
}

function skip(/** @type {Stage} */ { title }) {
  console.log(`\n${title}: not run, since the build failed.`);
  return { title, ok: false, duration: 'not run', counts: { passed: 0, failed: 0 } };
}

/** @returns {Stage} */
function vitest(/** @type {string} */ title, /** @type {string} */ project) {
  const report = path.join(output, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return {
    title,
    args: [program('vitest', 'vitest.mjs'), 'run', '--project', project, ...reporters],
    counts: () => readVitestReport(report),
  };
}

function program(/** @type {string} */ name, /** @type {string} */ file) {
  return path.join('node_modules', name, file);
}

function headline(/** @type {string} */ title) {
  console.log(`\n━━ ${title} ${'━'.repeat(Math.max(3, 60 - title.length))}`);
}

function seconds(/** @type {number} */ started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
