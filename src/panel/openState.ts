import { useState } from 'preact/hooks';
import { savedState, saveState } from './host';

/** Which foldable parts a person has opened or closed, by key. */
type OpenParts = Record<string, boolean>;

const parts: OpenParts = readParts(savedState());

/** Saved state is JSON that an older version may have written: anything that isn't a boolean is left out. */
function readParts(saved: unknown): OpenParts {
  if (typeof saved !== 'object' || saved === null || !('open' in saved)) return {};
  const { open } = saved;
  if (typeof open !== 'object' || open === null) return {};
  return Object.fromEntries(Object.entries(open).filter(([, value]) => typeof value === 'boolean'));
}

/**
 * Whether a foldable part is open, and a way to turn it over. What a person chose is kept with the view;
 * until then the default holds, also when it changes.
 */
export function useOpen(key: string, openByDefault: boolean): [boolean, () => void] {
  const [chosen, choose] = useState<boolean | undefined>(parts[key]);
  const open = chosen ?? openByDefault;
  const toggle = (): void => {
    parts[key] = !open;
    saveState({ open: parts });
    choose(!open);
  };
  return [open, toggle];
}
