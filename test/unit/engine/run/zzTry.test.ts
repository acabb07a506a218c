import { cpSync, mkdtempSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { optimizePrompt } from '../../../../src/engine/run/optimizePrompt';
import { sampleEnvironment } from '../../../support/sampleTask';
const dir = mkdtempSync(join(tmpdir(), 'ex-'));
cpSync('examples', dir, { recursive: true });
mkdirSync(join(dir, '.redline'));
for (const p of ['triage/triage.prompt.md', 'trivia/trivia.prompty', 'notes/notes.j2'])
  for (const method of ['protegi', 'error-analysis'])
    for (const seed of [1, 2])
      it(p + method + seed, async () => {
        const r = await optimizePrompt({ promptPath: join(dir, p), method, seed }, sampleEnvironment(), {});
        const f = (x: any) => (x ? x.map((v: number) => v.toFixed(2)).join('..') : x);
        console.log(['#####', p, method, seed, r.standing, r.improved, 'val', r.validation.seed.mean?.toFixed(3), r.validation.final.mean?.toFixed(3), 'test', r.test?.seed.mean?.toFixed(3), r.test?.final.mean?.toFixed(3), 'calls', r.cost.calls, JSON.stringify(r.guards ?? null)].join(' ') + '\n' +
          r.history?.map?.((h: any) => h.best?.toFixed(2) + '@' + h.calls).join(' ') + '\n' + r.hunks.map((h: any) => `  - [${h.oldText.slice(0, 90)}] => [${h.newText.slice(0, 120)}] ${h.effect?.verdict} alone ${JSON.stringify(h.effect?.alone?.ci)} out ${JSON.stringify(h.effect?.leftOut?.ci)} n ${h.effect?.n}`).join('\n') );
      }, 120000);
