/**
 * Lets a parameter decorator describe in the API document what it reads, so that no handler can forget to.
 * @param describe `@ApiParam` or `@ApiHeader` as a handler would carry it
 */
export function documentParameter(describe: MethodDecorator): ParameterDecorator {
  return (target, name) => {
    const descriptor = name === undefined ? undefined : Object.getOwnPropertyDescriptor(target, name);
    if (name !== undefined && descriptor !== undefined) {
      describe(target, name, descriptor);
    }
  };
}
