const IGNORES_UNKNOWN_MEMBERS = 'latchkey:ignores-unknown-members';

/**
 * For requests of APIs that document it: members that the class does not describe are dropped, where all others are
 * refused for them. What is described is checked all the same.
 */
export const IgnoresUnknownMembers = (): ClassDecorator => (target) =>
  Reflect.defineMetadata(IGNORES_UNKNOWN_MEMBERS, true, target);

/** Whether a request class ignores what it does not describe. */
export function ignoresUnknownMembers(type: object | undefined): boolean {
  return type !== undefined && Reflect.hasMetadata(IGNORES_UNKNOWN_MEMBERS, type);
}
