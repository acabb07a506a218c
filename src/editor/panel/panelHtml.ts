/** Addresses of the panel's parts, as `webview.asWebviewUri` gives them. */
export interface PanelAddresses {
  script: string;
  styles: string[];
}

/**
 * The page of the panel: an empty root that the script fills. Nothing is allowed that isn't named here: no inline
 * script or style, no image, no connection, no form, no frame.
 */
export function panelHtml(addresses: PanelAddresses, cspSource: string, nonce: string): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  const styles = addresses.styles.map((style) => `<link rel="stylesheet" href="${style}" />`).join('\n    ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Scores</title>
    ${styles}
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${nonce}" src="${addresses.script}"></script>
  </body>
</html>
`;
}
