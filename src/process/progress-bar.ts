const WIDTH = 30;
const INTERVAL_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/** A bar on a terminal; silent anywhere else. */
export function progressBar(stream: NodeJS.WriteStream) {
  let shownAt = 0;
  return {
    show: (done: number, expected: number): void => {
      if (!stream.isTTY || Date.now() - shownAt < INTERVAL_MS) {
        return;
      }
      shownAt = Date.now();
      const part = expected === 0 ? 1 : done / expected;
      const bar = '#'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '.');
      stream.write(`${CLEAR_LINE}[${bar}] ${Math.floor(part * 100)}% (${done} rows)`);
    },
    clear: (): void => {
      if (shownAt > 0) {
        stream.write(CLEAR_LINE);
      }
    },
  };
}
