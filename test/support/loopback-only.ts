import { Socket } from 'node:net';

// Whatever a test does, nothing of it leaves this machine: a connection to anywhere else fails here, before a name is
// looked up or a packet sent.

const INSTALLED = Symbol.for('latchkey.loopback-only');
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

type Connect = (this: Socket, ...args: unknown[]) => Socket;

// Called with the socket it was called on.
// eslint-disable-next-line @typescript-eslint/unbound-method
const connect = Socket.prototype.connect as unknown as Connect & { [INSTALLED]?: boolean };

const connectHere: typeof connect = function (this: Socket, ...args) {
  // `net.connect()` hands its arguments over as one list that it has read already.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  const options = (typeof first === 'object' && first !== null ? first : { port: first, host: second }) as {
    host?: unknown;
    path?: unknown;
  };
  const host = typeof options.host === 'string' && options.host !== '' ? options.host : 'localhost';
  if (typeof options.path !== 'string' && !LOOPBACK.test(host)) {
    throw new Error(`A test tried to connect to ${host}; tests stay on this machine.`);
  }
  return connect.apply(this, args);
};
connectHere[INSTALLED] = true;

// Files that share a process share this, too.
if (connect[INSTALLED] !== true) {
  (Socket.prototype as unknown as { connect: Connect }).connect = connectHere;
}
