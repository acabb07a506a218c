import { anyFound } from './activeFaults';
import { chance, choose } from '../chance';
import type { OptimizerRequest } from './optimizerRequest';
import type { ScriptedCritique, SimulatedScript } from './script';

/** A reply without tags: a caller that reads strictly has to drop it. */
const NOTHING_TO_SAY = 'I have nothing to suggest.';

/** The scripted reply to a request for reasons, for an edit or for a paraphrase. */
export function replyAsOptimizer(script: SimulatedScript, request: OptimizerRequest): string {
  if (request.kind === 'reason') return giveReasons(script, request);
  if (request.kind === 'find') return giveEdit(script, request);
  return paraphrase(script, request);
}

/** The first critiques that fit, the list turned by a hash of the request so that different samples differ. */
function giveReasons(script: SimulatedScript, request: OptimizerRequest): string {
  const examples = request.section('examples');
  const prompt = request.section('prompt');
  const fitting = script.critiques.filter(
    ({ when, unless, find }) =>
      (when.length === 0 || anyFound(when, examples)) && !anyFound(unless, prompt) && prompt.includes(find),
  );
  const turn = Math.floor(chance(script.seed, request.text) * fitting.length);
  const reasons = [...fitting.slice(turn), ...fitting.slice(0, turn)].slice(0, request.count);
  return reasons.map(({ critique }) => tagged('reason', request, critique)).join('\n') || NOTHING_TO_SAY;
}

function giveEdit(script: SimulatedScript, request: OptimizerRequest): string {
  const wanted = request.section('critique').trim();
  const prompt = request.section('prompt');
  const entries = script.critiques.filter(({ critique }) => critique.trim() === wanted);
  const entry: ScriptedCritique | undefined = entries.find(({ find }) => prompt.includes(find)) ?? entries[0];
  return entry
    ? tagged('find', request, entry.find) + tagged('replace', request, entry.replace)
    : NOTHING_TO_SAY;
}

function paraphrase(script: SimulatedScript, request: OptimizerRequest): string {
  const text = request.section('text');
  const entry = script.critiques.find(({ replace }) => replace.trim() === text.trim());
  return tagged('paraphrase', request, choose(entry?.paraphrases ?? [], script.seed, request.text) ?? text);
}

function tagged(tag: string, { nonce }: OptimizerRequest, content: string): string {
  return `<${tag}-${nonce}>${content}</${tag}-${nonce}>`;
}
