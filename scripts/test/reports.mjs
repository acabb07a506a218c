import { existsSync, readFileSync } from 'node:fs';

/**
 * How many tests passed and failed.
 *
 * @typedef {{ passed: number, failed: number }} Counts
 */

/**
 * Counts the tests in vitest's JSON report. A test file that can't be loaded counts as a failed test, and so does
 * a run without a report.
 *
 * @param {string} file
 * @returns {Counts}
 */
export function readVitestReport(file) {
  /** @typedef {{ status: string, assertionResults: unknown[] }} TestFile */
  const report =
    /** @type {{ numPassedTests: number, numFailedTests: number, testResults: TestFile[] } | undefined} */ (
      readJson(file)
    );
  if (report === undefined) return { passed: 0, failed: 1 };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

/**
 * Counts the tests in mocha's JSON report. A run without a report counts as a failed test.
 *
 * @param {string} file
 * @returns {Counts}
 */
export function readExtensionReport(file) {
  const report = /** @type {{ stats: { passes: number, failures: number } } | undefined} */ (readJson(file));
  if (report === undefined) return { passed: 0, failed: 1 };
  return { passed: report.stats.passes, failed: report.stats.failures };
}

/**
 * @param {string} file
 * @returns {unknown}
 */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
