/** A small model of who may do what: the rules once more, in the plainest way, to compare the server with. */
export interface Grant {
  type: string;
  resourceType: string;
  resource: string;
}

export interface Account {
  roles: string[];
  grants: string[];
  suspended: boolean;
  /** Whether the session that the test holds for them is open. */
  signedIn: boolean;
}

export interface State {
  accounts: Account[];
  /** Role name -> permissions. `admin` and `user` are always there. */
  roles: Record<string, string[]>;
  /** The operator's own permissions. */
  own: string[];
}

export type Action = { by: number } & (
  | { kind: 'add-roles' | 'set-roles'; to: number; roles: string[] }
  | { kind: 'remove-role'; to: number; role: string }
  | { kind: 'add-grant' | 'remove-grant'; to: number; grant: string }
  | { kind: 'suspend' | 'reinstate' | 'rename' | 'end-sessions' | 'set-password'; to: number }
  | { kind: 'create-user'; roles: string[]; grants: string[] }
  | { kind: 'create-role'; name: string; permissions: string[] }
  | { kind: 'edit-role'; name: string; permissions: string[] }
  | { kind: 'delete-role'; name: string }
  | { kind: 'create-permission' | 'delete-permission'; permission: string }
);

/** What one call is answered, and what is so afterwards. */
export interface Outcome {
  status: number;
  state: State;
}

export const BUILT_IN = ['admin', 'user'];

export function textOf({ type, resourceType, resource }: Grant): string {
  return `${type} ${resourceType} ${resource}`;
}

export function grantOf(text: string): Grant {
  const [type = '', resourceType = '', resource = ''] = text.split(' ');
  return { type, resourceType, resource };
}

export function permissionsOf(state: State, account: Account): Set<string> {
  return new Set(account.roles.flatMap((role) => state.roles[role] ?? []));
}

const isAdmin = (account: Account) => account.roles.includes('admin');
const matches = (wide: string, narrow: string) => wide === '*' || wide === narrow;

export function coversGrant(state: State, account: Account, text: string): boolean {
  const asked = grantOf(text);
  return (
    isAdmin(account) ||
    permissionsOf(state, account).has(`${asked.type}:${asked.resourceType}`) ||
    account.grants
      .map(grantOf)
      .some(
        (own) =>
          matches(own.type, asked.type) &&
          matches(own.resourceType, asked.resourceType) &&
          matches(own.resource, asked.resource),
      )
  );
}

function holds(state: State, account: Account, permissions: readonly string[]): boolean {
  const held = permissionsOf(state, account);
  return permissions.every((permission) => held.has(permission));
}

function covers(state: State, one: Account, other: Account): boolean {
  return (
    holds(state, one, [...permissionsOf(state, other)]) &&
    other.grants.every((grant) => coversGrant(state, one, grant))
  );
}

const NEEDED: Record<Action['kind'], string> = {
  'add-roles': 'update:users',
  'set-roles': 'update:users',
  'remove-role': 'update:users',
  'add-grant': 'update:users',
  'remove-grant': 'update:users',
  suspend: 'update:users',
  reinstate: 'update:users',
  rename: 'update:users',
  'set-password': 'update:users',
  'end-sessions': 'delete:sessions',
  'create-user': 'create:users',
  'create-role': 'update:roles',
  'edit-role': 'update:roles',
  'delete-role': 'update:roles',
  'create-permission': 'update:roles',
  'delete-permission': 'update:roles',
};
const FOR_ONESELF: readonly string[] = ['rename', 'end-sessions'];

/** Runs one call on the model. */
export function step(before: State, action: Action): Outcome {
  const state = structuredClone(before);
  const caller = state.accounts[action.by];
  const refused = (status: number): Outcome => ({ status, state: before });
  if (!caller.signedIn || caller.suspended) {
    return refused(401);
  }
  const isOnOneself = 'to' in action && action.to === action.by;
  const isOpen = isOnOneself && FOR_ONESELF.includes(action.kind);
  if (!isOpen && !permissionsOf(state, caller).has(NEEDED[action.kind])) {
    return refused(403);
  }
  if ('to' in action && !isOnOneself && !covers(state, caller, state.accounts[action.to])) {
    return refused(403);
  }
  const status = apply(state, action, caller);
  return status < 300 ? { status, state } : refused(status);
}

function apply(state: State, action: Action, caller: Account): number {
  switch (action.kind) {
    case 'add-roles':
      return give(state, caller, state.accounts[action.to], action.roles) ?? 200;
    case 'set-roles': {
      const target = state.accounts[action.to];
      const removed = target.roles.filter((role) => !action.roles.includes(role));
      return give(state, caller, target, action.roles) ?? take(state, target, removed) ?? 200;
    }
    case 'remove-role': {
      const target = state.accounts[action.to];
      return target.roles.includes(action.role) ? (take(state, target, [action.role]) ?? 204) : 404;
    }
    case 'add-grant': {
      const { grants } = state.accounts[action.to];
      if (!mayGrant(state, caller, action.grant)) {
        return 403;
      }
      return grants.includes(action.grant) ? 409 : (grants.push(action.grant), 201);
    }
    case 'remove-grant': {
      const target = state.accounts[action.to];
      if (!target.grants.includes(action.grant)) {
        return 404;
      }
      target.grants = target.grants.filter((grant) => grant !== action.grant);
      return 204;
    }
    case 'suspend': {
      const target = state.accounts[action.to];
      if (isLastAdmin(state, target)) {
        return 409;
      }
      Object.assign(target, { suspended: true, signedIn: false });
      return 200;
    }
    case 'reinstate':
      state.accounts[action.to].suspended = false;
      return 204;
    case 'rename':
      return 200;
    case 'end-sessions':
      state.accounts[action.to].signedIn &&= action.to === action.by;
      return 204;
    case 'set-password':
      state.accounts[action.to].signedIn = false;
      return 204;
    case 'create-user': {
      const account: Account = { roles: [], grants: action.grants, suspended: false, signedIn: false };
      const refusal = give(state, caller, account, action.roles);
      if (refusal !== undefined) {
        return refusal;
      }
      if (!action.grants.every((grant) => mayGrant(state, caller, grant))) {
        return 403;
      }
      state.accounts.push(account);
      return 201;
    }
    case 'create-role':
      return write(state, caller, action.name, action.permissions) ?? 201;
    case 'edit-role':
      return roleRefusal(state, action.name) ?? write(state, caller, action.name, action.permissions) ?? 200;
    case 'delete-role': {
      const refusal = roleRefusal(state, action.name);
      if (refusal !== undefined) {
        return refusal;
      }
      if (!holds(state, caller, state.roles[action.name])) {
        return 403;
      }
      if (state.accounts.some(({ roles }) => roles.includes(action.name))) {
        return 409;
      }
      delete state.roles[action.name];
      return 204;
    }
    case 'create-permission':
      if (state.own.includes(action.permission)) {
        return 409;
      }
      state.own.push(action.permission);
      state.roles.admin.push(action.permission);
      return 201;
    case 'delete-permission': {
      if (!state.own.includes(action.permission)) {
        return 404;
      }
      if (!holds(state, caller, [action.permission])) {
        return 403;
      }
      const others = Object.entries(state.roles).filter(([name]) => name !== 'admin');
      if (others.some(([, permissions]) => permissions.includes(action.permission))) {
        return 409;
      }
      state.own = state.own.filter((permission) => permission !== action.permission);
      state.roles.admin = state.roles.admin.filter((permission) => permission !== action.permission);
      return 204;
    }
  }
}

function give(state: State, caller: Account, target: Account, roles: readonly string[]): number | undefined {
  if (roles.some((role) => state.roles[role] === undefined)) {
    return 400;
  }
  if (
    !holds(
      state,
      caller,
      roles.flatMap((role) => state.roles[role]),
    )
  ) {
    return 403;
  }
  target.roles = [...new Set([...target.roles, ...roles])];
  return undefined;
}

function take(state: State, target: Account, roles: readonly string[]): number | undefined {
  if (roles.includes('admin') && isLastAdmin(state, target)) {
    return 409;
  }
  target.roles = target.roles.filter((role) => !roles.includes(role));
  return undefined;
}

function isLastAdmin(state: State, target: Account): boolean {
  const others = state.accounts.filter((account) => account !== target && isAdmin(account));
  return isAdmin(target) && others.every(({ suspended }) => suspended);
}

function mayGrant(state: State, caller: Account, grant: string): boolean {
  return isAdmin(caller) || (!grant.includes('*') && coversGrant(state, caller, grant));
}

function roleRefusal(state: State, name: string): number | undefined {
  return state.roles[name] === undefined ? 404 : BUILT_IN.includes(name) ? 409 : undefined;
}

function write(
  state: State,
  caller: Account,
  name: string,
  permissions: readonly string[],
): number | undefined {
  const known = new Set([...state.roles.admin, ...state.own]);
  if (permissions.some((permission) => !known.has(permission))) {
    return 400;
  }
  if (!holds(state, caller, [...(state.roles[name] ?? []), ...permissions])) {
    return 403;
  }
  state.roles[name] = [...permissions].sort();
  return undefined;
}
