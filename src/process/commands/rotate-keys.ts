import { KEY_PURPOSES, type KeyPurpose } from '../../keys/key-ring.js';
import { KeyRotation } from '../../operations/key-rotation.js';
import type { Command } from '../run-command.js';

/** `keys:rotate [purpose…]`; without one all of them. */
export const rotateKeys: Command = async (app, args, print) => {
  const unknown = args.filter((arg) => !isPurpose(arg));
  if (unknown.length > 0) {
    print(`There are no keys for ${unknown.join(', ')}. There are ${KEY_PURPOSES.join(', ')}.`);
    return 1;
  }
  const purposes = args.length === 0 ? KEY_PURPOSES : args.filter(isPurpose);
  const rotation = app.get(KeyRotation);
  await rotation.rotate(purposes);
  await rotation.retire();
  print(`New keys were made for ${purposes.join(', ')}. Running replicas use them within seconds,`);
  print('new signing keys after ten minutes, when whoever fetched the public keys knows them.');
  print('Every key is now under the first key of SECRET_KEY; the others of that list can be removed.');
  print('Old keys go by themselves when nothing needs them any more.');
  return 0;
};

function isPurpose(text: string): text is KeyPurpose {
  return (KEY_PURPOSES as readonly string[]).includes(text);
}
