import { randomBytes, randomInt } from 'node:crypto';

const PASSWORD_BYTES = 18;
const MAX_NUMBER = 100_000_000;
const ADJECTIVES =
  'Agile,Amber,Bold,Brave,Bright,Brisk,Calm,Clever,Cosmic,Daring,Eager,Fabled,Gentle,Golden,Happy,Hidden,Icy,Jolly,Keen,Lively,Lucky,Lunar,Mellow,Mighty,Misty,Nimble,Noble,Polar,Proud,Quick,Quiet,Rapid,Royal,Silent,Silver,Solar,Steady,Stormy,Sunny,Swift,Tidy,Vivid,Wild,Witty'.split(
    ',',
  );
const ANIMALS =
  'Badger,Bear,Beaver,Bison,Crane,Deer,Dolphin,Dragonfly,Eagle,Falcon,Ferret,Finch,Fox,Gecko,Hare,Hawk,Heron,Ibex,Jaguar,Kestrel,Koala,Lark,Lemur,Lion,Lynx,Marten,Mole,Moose,Newt,Ocelot,Orca,Otter,Owl,Panda,Puffin,Rabbit,Raven,Robin,Seal,Sparrow,Stork,Tiger,Turtle,Walrus,Wolf,Wren'.split(
    ',',
  );

/** A name for somebody who gave none: `<Adjective><Animal><digits>`. */
export function generatedName(): string {
  return `${oneOf(ADJECTIVES)}${oneOf(ANIMALS)}${randomInt(MAX_NUMBER)}`;
}

/** An address for somebody who gave none; there is no mail at it. */
export function anonymousEmail(name: string): string {
  return `${name}@anonymous.invalid`;
}

/** A password for somebody who gave none: 24 characters. */
export function generatedPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}

function oneOf(words: readonly string[]): string {
  return words[randomInt(words.length)];
}
