/** The values of SECRET_KEY: the first encrypts, all of them decrypt. */
export class SecretKeys {
  constructor(readonly all: readonly Buffer[]) {}

  get first(): Buffer {
    const [first] = this.all;
    if (first === undefined) {
      throw new Error('There is no secret key.');
    }
    return first;
  }
}
