import { readFileSync } from 'node:fs';
import { refuse, RefusedValue, type Environment, type Setting } from './setting.js';

/** A variable whose value does not fit, and what would. */
export interface Fault {
  name: string;
  expected: string;
}

type Outcome = { value: unknown } | { fault: Fault | null };

/** A default was to be made from a setting that has a fault of its own. */
class FaultElsewhere extends Error {}

/** Reads each setting once, from `NAME` or from the file that `NAME_FILE` names, and keeps every fault it meets. */
export class EnvironmentReader implements Environment {
  readonly #outcomes = new Map<Setting<unknown>, Outcome>();

  constructor(private readonly variables: NodeJS.ProcessEnv) {}

  read<T>(setting: Setting<T>): T {
    const outcome = this.#outcomeOf(setting);
    if ('fault' in outcome) throw new FaultElsewhere();
    // The map holds values of all types; this one came out of this setting's own parser.
    return outcome.value as T;
  }

  /** Whether the operator gave it at all, well formed or not. */
  isSet({ name }: Setting<unknown>): boolean {
    return Boolean(this.variables[name] || this.variables[`${name}_FILE`]);
  }

  findFault(setting: Setting<unknown>): Fault | null {
    const outcome = this.#outcomeOf(setting);
    return 'fault' in outcome ? outcome.fault : null;
  }

  #outcomeOf(setting: Setting<unknown>): Outcome {
    const outcome = this.#outcomes.get(setting) ?? this.#evaluate(setting);
    this.#outcomes.set(setting, outcome);
    return outcome;
  }

  #evaluate(setting: Setting<unknown>): Outcome {
    const { name, type } = setting;
    try {
      const text = this.#findText(setting) ?? setting.default;
      const value = typeof text === 'string' ? type.parse(text) : text.value(this);
      setting.check?.(value, this);
      return { value };
    } catch (error) {
      // Named by the setting it belongs to; a second line would only repeat it.
      if (error instanceof FaultElsewhere) return { fault: null };
      if (!(error instanceof RefusedValue)) throw error;
      return { fault: { name, expected: [type.expected, error.message].filter(Boolean).join('; ') } };
    }
  }

  #findText({ name, isEmptyMeant = false }: Setting<unknown>): string | undefined {
    const text = this.variables[name] || undefined;
    const path = this.variables[`${name}_FILE`];
    if (!path) return isEmptyMeant ? this.variables[name] : text;
    return text === undefined ? readText(path, name) : refuse(`either ${name} or ${name}_FILE, not both`);
  }
}

function readText(path: string, name: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    return refuse(`the file named by ${name}_FILE cannot be read as text`);
  }
  // A named but empty file is a secret that was not delivered; a default in its place would hide that.
  return text.replace(/\r?\n$/, '') || refuse(`the file named by ${name}_FILE is empty`);
}
