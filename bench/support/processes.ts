import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const MAX_OUTPUT_LENGTH = 1_000_000;

const canPin = spawnSync('taskset', ['--version']).status === 0;

/** A process of its own, on a processor of its own where the system can do that. */
export class Measured {
  readonly child: ChildProcess;
  private output = '';

  constructor(
    command: string[],
    { cpu, environment = {} }: { cpu?: number; environment?: Record<string, string> } = {},
  ) {
    const [program, ...rest] =
      cpu !== undefined && canPin ? ['taskset', '-c', String(cpu), ...command] : command;
    this.child = spawn(program, rest, {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout!.on('data', (chunk: Buffer) => {
      // What is waited for comes at the start; the log of a long run would be longer than a string can be.
      if (this.output.length < MAX_OUTPUT_LENGTH) {
        this.output += chunk.toString();
      }
    });
  }

  /** Resolves with the milliseconds since now at which the text is printed. */
  async prints(text: string): Promise<number> {
    const began = performance.now();
    while (!this.output.includes(text)) {
      if (this.child.exitCode !== null) {
        throw new Error(`${this.child.spawnargs.join(' ')} ended early:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return performance.now() - began;
  }

  get text(): string {
    return this.output;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill(signal);
      await once(this.child, 'close');
    }
  }
}

/** Puts a running process, with all its threads and those it starts, on a processor, or on several (`0,1`). */
export function pin(pid: number, cpus: number | string): void {
  if (canPin) {
    spawnSync('taskset', ['-a', '-c', '-p', String(cpus), String(pid)]);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
