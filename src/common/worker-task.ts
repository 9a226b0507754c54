import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const MAX_HEAP_MB = 96;

/**
 * Runs a piece of JavaScript in a thread of its own that ends afterwards, so that neither its time nor its memory is
 * the server's. For work that is rare; a thread takes some 40 ms to start.
 * @param library the module that the code finds as `library`
 * @param code the body of an asynchronous function of `library` and `input`; what it returns is the result
 * @throws Error when the code threw, or took longer than the limit
 */
export function runInWorker<Result>(
  library: string,
  code: string,
  input: unknown,
  timeoutMs: number,
): Promise<Result> {
  const source = `const { parentPort, workerData } = require('node:worker_threads');
    import(workerData.library)
      .then((library) => (async (library, input) => { ${code} })(library, workerData.input))
      .then((result) => parentPort.postMessage(result));`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(source, {
      eval: true,
      workerData: { library: pathToFileURL(require.resolve(library)).href, input },
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    const timer = setTimeout(() => void worker.terminate(), timeoutMs);
    worker.once('message', (result: Result) => resolve(result));
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('The work in the thread was not finished.'));
    });
  });
}
