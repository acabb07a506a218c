import { RedlineError } from '../errors';

/** This many failures before anything came back mean that nothing will. */
const FROM_THE_START = 3;
/** This many failures in a row later on mean that the server has gone. */
const IN_A_ROW = 10;

export interface FailureWatch {
  /** For each answer of the server itself; a cached one says nothing about it. */
  sawAnswer(): void;
  /**
   * For each example, with the failure it ended in.
   *
   * @throws RedlineError when so many failed from the start that the rest would too
   */
  sawResult(failure: RedlineError | undefined): void;
  /** Fires, with the last failure as its reason, once the rest is not worth trying. */
  gaveUp: AbortSignal;
}

/**
 * Keeps a dead server, a wrong key or a missing model from failing a thousand times slowly. From the start the
 * evaluation ends with the error; later it keeps the answers it has, and the rest is left untried.
 *
 * @param label the model's name to show
 * @param total examples in all
 */
export function watchFailures(label: string, total: number): FailureWatch {
  const giveUp = new AbortController();
  let answered = false;
  let seen = 0;
  let inARow = 0;
  return {
    gaveUp: giveUp.signal,
    sawAnswer() {
      answered = true;
      inARow = 0;
    },
    sawResult(failure) {
      seen++;
      if (failure === undefined) return;
      inARow++;
      if (!answered && inARow >= FROM_THE_START) throw nothingWorks(label, total - seen, failure);
      if (inARow >= IN_A_ROW) giveUp.abort(failure);
    },
  };
}

function nothingWorks(label: string, left: number, failure: RedlineError): RedlineError {
  const rest = left === 0 ? '' : `; stopped with ${left} ${left === 1 ? 'example' : 'examples'} left`;
  const what = `The first ${FROM_THE_START} examples got no answer from ${label}${rest}: ${failure.what}`;
  return new RedlineError(failure.kind, what, failure.place, failure.mend, { cause: failure });
}
