import { describe, expect, it } from 'vitest';
import { panelHtml } from '../../../../src/editor/panel/panelHtml';

const html = panelHtml(
  { script: 'x:/panel.js', styles: ['x:/panel.css'] },
  'https://*.example.test',
  'abc123',
);
const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';

describe('panelHtml', () => {
  it('allows nothing but its own script, styles and fonts', () => {
    expect(policy.split('; ').sort()).toEqual([
      "base-uri 'none'",
      "default-src 'none'",
      'font-src https://*.example.test',
      "form-action 'none'",
      "script-src 'nonce-abc123'",
      'style-src https://*.example.test',
    ]);
  });

  it('has no inline script or style that the policy would stop', () => {
    expect(html).not.toMatch(/<style|style=|\son\w+=/);
    expect(html.match(/<script[^>]*>[^<]*<\/script>/g)).toEqual([
      '<script nonce="abc123" src="x:/panel.js"></script>',
    ]);
  });
});
