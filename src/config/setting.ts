/** How the text of a variable becomes a value. */
export interface ValueType<T> {
  /** Completes the sentence "expected …"; shown to operators, so it never quotes the value. */
  readonly expected: string;
  /** Calls `refuse()` for a text that does not fit. */
  readonly parse: (text: string) => T;
}

/** The variables of one start, as the defaults of other variables may look at them. */
export interface Environment {
  read<T>(setting: Setting<T>): T;
  isSet(setting: Setting<unknown>): boolean;
}

/** A default that is no fixed text: nothing at all, or made from other settings. */
export interface WhenUnset<T> {
  readonly note: string;
  value(environment: Environment): T;
}

/** One variable: everything that parsing, the fault message, `.env.example` and the operator's table need. */
export interface Setting<T> {
  readonly name: string;
  readonly type: ValueType<T>;
  readonly default: string | WhenUnset<T>;
  readonly unit?: string;
  /** Calls `refuse()` for a value that other settings forbid. A method, so that settings of all types are one type. */
  check?(value: T, environment: Environment): void;
  readonly meaning: string;
  readonly isSecret?: boolean;
  /** Whether an empty text is a value of its own; of all others it counts as not set. */
  readonly isEmptyMeant?: boolean;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The fields of a section; each has the type that its setting's parser returns. */
export type Values<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

export interface SectionClass<S extends Settings> {
  new (environment: Environment): Values<S>;
  readonly title: string;
  readonly settings: S;
}

/** Thrown by `refuse()`, caught where variables are read. */
export class RefusedValue extends Error {}

/**
 * Ends a parser or a default: the value does not fit.
 * @param reason follows what was expected in the message; never the value
 */
export function refuse(reason = ''): never {
  throw new RefusedValue(reason);
}

/** Declares one variable. A fixed default is written as an operator would write it, and parsed the same way. */
export function setting<T, D = never>(
  declaration: Omit<Setting<T>, 'default'> & { readonly default: string | WhenUnset<D> },
): Setting<NoInfer<T | D>> {
  return declaration;
}

/** @param note stands in the documents where a fixed default would */
export function whenUnset<T>(note: string, value: (environment: Environment) => T): WhenUnset<T> {
  return { note, value };
}

/** The base of a section's class: one read-only field a setting. */
export function section<S extends Settings>(title: string, settings: S): SectionClass<S> {
  class Section {
    static readonly title = title;
    static readonly settings = settings;

    constructor(environment: Environment) {
      for (const [field, declared] of Object.entries(settings)) {
        Object.defineProperty(this, field, { value: environment.read(declared), enumerable: true });
      }
    }
  }
  // The compiler cannot see the fields that the loop above defines.
  return Section as unknown as SectionClass<S>;
}
