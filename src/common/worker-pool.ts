import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const MAX_HEAP_MB = 16;

/** Only Linux has a priority for each thread. A sandbox may refuse to change it, and the work is to be done all the same. */
const programOf = (code: string): string => `
  const os = require('node:os');
  const { parentPort, workerData } = require('node:worker_threads');
  if (process.platform === 'linux') {
    try {
      os.setPriority(Math.min(os.getPriority() + workerData.niceness, os.constants.priority.PRIORITY_LOW));
    } catch {}
  }
  const library = require(workerData.library);
  const work = (library, input) => { ${code} };
  parentPort.on('message', (input) => {
    try {
      parentPort.postMessage({ result: work(library, input) });
    } catch (error) {
      parentPort.postMessage({ error });
    }
  });
`;

type Outcome = { result: unknown } | { error: unknown };

interface Task {
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Threads that do one kind of work again and again, without holding up the event loop and, on Linux, without taking the
 * processor from whoever else wants it. One is started when there is work and all others are busy, so who calls decides how
 * many there can be. A thread that dies takes its own work with it and nothing else.
 */
export class WorkerPool {
  private idle: Worker[] = [];
  private readonly tasks = new Map<Worker, Task>();

  /**
   * @param library the module that the code finds as `library`
   * @param code the body of a function of `library` and `input`; what it returns is the result
   * @param niceness how much lower than the process's the priority of the threads is, in steps of nice(2)
   */
  constructor(
    private readonly library: string,
    private readonly code: string,
    private readonly niceness: number,
  ) {}

  /** @throws Error when the code threw or the thread ended */
  run<Result>(input: unknown): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const worker = this.idle.pop() ?? this.start();
      this.tasks.set(worker, { resolve: resolve as Task['resolve'], reject });
      // The process is not over while there is work, and does not stay for threads that have none.
      worker.ref();
      worker.postMessage(input);
    });
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all([...this.idle, ...this.tasks.keys()].map((worker) => worker.terminate()));
  }

  private start(): Worker {
    const { library, code, niceness } = this;
    const worker = new Worker(programOf(code), {
      eval: true,
      workerData: { library: require.resolve(library), niceness },
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    worker.on('message', (outcome: Outcome) => {
      const task = this.take(worker);
      worker.unref();
      this.idle.push(worker);
      if ('error' in outcome) {
        task?.reject(outcome.error);
      } else {
        task?.resolve(outcome.result);
      }
    });
    worker.on('error', (error) => this.take(worker)?.reject(error));
    worker.on('exit', () => {
      this.idle = this.idle.filter((other) => other !== worker);
      this.take(worker)?.reject(new Error('The thread ended before its work was done.'));
    });
    return worker;
  }

  private take(worker: Worker): Task | undefined {
    const task = this.tasks.get(worker);
    this.tasks.delete(worker);
    return task;
  }
}
