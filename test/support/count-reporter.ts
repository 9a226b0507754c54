import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one plain line that says how many tests passed and failed. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const broken = modules.filter(
      (module) => module.state() === 'failed' && ![...module.children.allTests('failed')].length,
    );
    const failed =
      tests.filter((test) => test.result().state === 'failed').length + broken.length + errors.length;
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  }
}
