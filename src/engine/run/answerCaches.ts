import { AnswerCache } from '../model/answerCache';

/** One cache a folder for the whole process, so that two runs side by side never pay for the same answer. */
export function createAnswerCaches(onWarning: (message: string) => void): (folder: string) => AnswerCache {
  const caches = new Map<string, AnswerCache>();
  return (folder) => {
    const known = caches.get(folder);
    if (known) return known;
    const made = new AnswerCache({ folder, onWarning });
    caches.set(folder, made);
    return made;
  };
}
