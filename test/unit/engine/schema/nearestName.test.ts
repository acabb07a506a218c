import { describe, expect, it } from 'vitest';
import { nearestName, suggestName } from '../../../../src/engine/schema/nearestName';

describe('nearestName', () => {
  it('finds the name that was meant, whatever the case', () => {
    expect(nearestName('metirc', ['model', 'metric', 'models'])).toBe('metric');
    expect(nearestName('lable', ['ticket', 'label'])).toBe('label');
    expect(nearestName('Dataset', ['dataset', 'data'])).toBe('dataset');
  });

  it('is silent when nothing is near', () => {
    expect(nearestName('anthropic', ['openai', 'simulated', 'echo'])).toBeNull();
    expect(nearestName('x', [])).toBeNull();
  });

  it('always lists the names there are', () => {
    expect(suggestName('zzz', ['a', 'b'], 'Keys')).toBe('Keys: a, b.');
  });
});
