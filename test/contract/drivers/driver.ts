import type { Send } from '../contract.js';
import type { World } from '../world.js';

/**
 * Makes an operation answer everything that it promises of its own. What every operation of its kind answers (refused
 * credentials, missing permissions, unreadable bodies) is driven for all of them alike.
 */
export type Driver = (send: Send, world: World) => Promise<void>;

/** Drivers by operation id. */
export type Drivers = Record<string, Driver>;
