import { readFile } from 'node:fs/promises';
import type { Bench } from '../support/bench-server.js';
import { type Figure, median } from '../support/figures.js';
import { freePort, Measured } from '../support/processes.js';

const MB = 1_000;
const MEMORY_TARGET_MB = 160;

async function startTime(
  command: string[],
  environment: Record<string, string>,
  text: string,
): Promise<number> {
  const began = performance.now();
  const process = new Measured(command, { environment });
  await process.prints(text);
  const time = performance.now() - began;
  await process.stop('SIGKILL');
  return time;
}

export async function startAndMemory(bench: Bench): Promise<Figure[]> {
  const ours: number[] = [];
  const hello: number[] = [];
  for (let run = 0; run < 7; run += 1) {
    const port = String(await freePort());
    hello.push(await startTime([process.execPath, 'bench/reference/hello.mjs', port], {}, 'ready'));
    ours.push(
      await startTime(
        [process.execPath, 'dist/server/main.js'],
        { ...bench.environment, PORT: port },
        'Latchkey is ready.',
      ),
    );
  }
  const figures: Figure[] = [
    {
      what: 'start to ready on existing data, against a bare node:http server',
      measured: `${Math.round(median(ours))} ms`,
      reference: `${Math.round(median(hello))} ms`,
      ratio: median(ours.map((time, run) => time / hello[run])),
      target: { kind: 'at most', value: 25 },
    },
  ];
  const memory = await idleMemoryMb(bench);
  return memory === null
    ? figures
    : [
        ...figures,
        {
          what: 'resident memory of a fresh idle process, against 160 MB',
          measured: `${memory.toFixed(0)} MB`,
          reference: `${MEMORY_TARGET_MB} MB`,
          ratio: memory / MEMORY_TARGET_MB,
          target: { kind: 'at most', value: 1 },
        },
      ];
}

/** Null where there is no /proc to read it from. */
async function idleMemoryMb(bench: Bench): Promise<number | null> {
  const server = new Measured([process.execPath, 'dist/server/main.js'], {
    environment: { ...bench.environment, PORT: String(await freePort()) },
  });
  try {
    await server.prints('Latchkey is ready.');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const status = await readFile(`/proc/${server.child.pid}/status`, 'utf8').catch(() => '');
    const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / MB;
  } finally {
    await server.stop('SIGKILL');
  }
}
