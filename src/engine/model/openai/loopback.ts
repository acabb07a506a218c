import { hostname } from 'node:os';

/** True for a host name or address that means this machine. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    name === '0.0.0.0' ||
    /^127(\.\d+){3}$/.test(name)
  );
}

export interface LocalhostOwner {
  /** Whose localhost it is, one sentence. */
  what: string;
  mend: string;
}

/**
 * Whose localhost a loopback address means, where that may surprise: Redline runs on the far side of a remote
 * connection, while the model server often runs on the computer in front of the person. `null` on a plain desktop.
 */
export function localhostOwner(
  port: string,
  environment: Record<string, string | undefined> = process.env,
  machine: string = hostname(),
): LocalhostOwner | null {
  if (environment.CODESPACES || environment.REMOTE_CONTAINERS) {
    return {
      what: `Redline runs in the container "${machine}", so localhost is the container.`,
      mend: 'Start the server in the container, or write `host.docker.internal` in `baseUrl`.',
    };
  }
  if (environment.WSL_DISTRO_NAME) {
    return {
      what: `Redline runs in WSL (${environment.WSL_DISTRO_NAME}), so localhost is Linux and not Windows.`,
      mend: 'Start the server inside WSL, or turn on mirrored networking in `.wslconfig`, or write the address of Windows in `baseUrl`.',
    };
  }
  if (environment.SSH_CONNECTION || environment.SSH_CLIENT) {
    return {
      what: `Redline runs on "${machine}" over SSH, so localhost is that machine and not the one in front of you.`,
      mend: `Start the server on "${machine}", or forward the port: \`ssh -R ${port}:localhost:${port} ${machine}\`.`,
    };
  }
  return null;
}
