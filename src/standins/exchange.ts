/** A request to a stand-in, whatever server it came through. */
export interface StandinRequest {
  method: string;
  /** From the base of the stand-ins on, such as `/google/token`. */
  path: string;
  query: Readonly<Record<string, string>>;
  /** The fields of a form body. */
  form: Readonly<Record<string, string>>;
  authorization: string | null;
}

/** What a stand-in answers. */
export interface StandinAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** The routes of a stand-in by `GET /path`, the path from the base of the stand-ins on. */
export type StandinRoutes = Readonly<
  Record<string, (request: StandinRequest) => StandinAnswer | Promise<StandinAnswer>>
>;

/** A refusal in the form of RFC 6749 5.2, or of what the provider has instead. */
export class StandinRefusal extends Error {
  /** @param error the code of the provider, `invalid_grant` and the like */
  constructor(
    readonly error: string,
    readonly description: string,
    readonly status = 400,
  ) {
    super(description);
    this.name = 'StandinRefusal';
  }
}

export function json(body: unknown, status = 200): StandinAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** RFC 9700 4.12: 303, so that no browser repeats a form at where it is sent. */
export function redirect(location: string): StandinAnswer {
  return { status: 303, headers: { location }, body: '' };
}

/** An address with parameters added to those it has. */
export function withParameters(
  url: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const result = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) {
      result.searchParams.set(name, value);
    }
  }
  return result.href;
}
