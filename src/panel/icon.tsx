/** An icon of VS Code's own set, for the eye only: the words beside it say the same. */
export function Icon({ name, class: extra = '' }: { name: string; class?: string }) {
  return <span class={`codicon codicon-${name} ${extra}`} aria-hidden="true" />;
}
