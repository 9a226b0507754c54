import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const MAX_HEAP_MB = 16;

/** Only Linux has a priority for each thread. A sandbox may refuse to change it, and the work is to be done all the same. */
const programOf = (code: string): string => `
  const os = require('node:os');
  const { parentPort, receiveMessageOnPort, workerData } = require('node:worker_threads');
  if (process.platform === 'linux') {
    try {
      os.setPriority(Math.min(os.getPriority() + workerData.niceness, os.constants.priority.PRIORITY_LOW));
    } catch {}
  }
  const library = require(workerData.library);
  const work = (library, input) => { ${code} };
  const outcomeOf = (input) => {
    try {
      return { result: work(library, input) };
    } catch (error) {
      return { error };
    }
  };
  parentPort.on('message', (first) => {
    const inputs = [];
    for (let next = { message: first }; next !== undefined; next = receiveMessageOnPort(parentPort)) {
      inputs.push(next.message);
    }
    parentPort.postMessage(inputs.map(outcomeOf));
  });
`;

type Outcome = { result: unknown } | { error: unknown };

interface Task {
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

interface Thread {
  worker: Worker;
  /** What it was given and did not answer yet, in that order. */
  tasks: Task[];
}

/**
 * Threads that do one kind of work again and again, without holding up the event loop and, on Linux, without taking the
 * processor from whoever else wants it. What waits for a thread it does in a row and answers at once: each answer makes the
 * event loop go on with caches that are full of the work. A thread that dies takes its own work with it and nothing else.
 */
export class WorkerPool {
  private threads: Thread[] = [];

  /**
   * @param maxThreads one is started when there is work and all others have some already
   * @param library the module that the code finds as `library`
   * @param code the body of a function of `library` and `input`; what it returns is the result
   * @param niceness how much lower than the process's the priority of the threads is, in steps of nice(2)
   */
  constructor(
    private readonly maxThreads: number,
    private readonly library: string,
    private readonly code: string,
    private readonly niceness: number,
  ) {}

  /** @throws Error when the code threw or the thread ended */
  run<Result>(input: unknown): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const { worker, tasks } = this.next();
      tasks.push({ resolve: resolve as Task['resolve'], reject });
      // The process is not over while there is work, and does not stay for threads that have none.
      worker.ref();
      worker.postMessage(input);
    });
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }

  /** The thread that has least to do, or one more. */
  private next(): Thread {
    const [least] = this.threads.toSorted((one, other) => one.tasks.length - other.tasks.length);
    const isEnough = least?.tasks.length === 0 || this.threads.length === this.maxThreads;
    return isEnough ? least : this.start();
  }

  private start(): Thread {
    const { library, code, niceness } = this;
    const worker = new Worker(programOf(code), {
      eval: true,
      workerData: { library: require.resolve(library), niceness },
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    const thread: Thread = { worker, tasks: [] };
    this.threads.push(thread);
    const fail = (error: unknown) => {
      this.threads = this.threads.filter((other) => other !== thread);
      thread.tasks.splice(0).forEach((task) => task.reject(error));
    };
    worker.on('message', (outcomes: Outcome[]) => {
      thread.tasks.splice(0, outcomes.length).forEach((task, index) => settle(task, outcomes[index]));
      if (thread.tasks.length === 0) {
        worker.unref();
      }
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('The thread ended before its work was done.')));
    return thread;
  }
}

function settle({ resolve, reject }: Task, outcome: Outcome): void {
  if ('error' in outcome) {
    reject(outcome.error);
  } else {
    resolve(outcome.result);
  }
}
