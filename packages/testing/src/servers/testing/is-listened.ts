import { once } from 'node:events';
import { connect } from 'node:net';

/** Whether a process takes connections on a port of 127.0.0.1; a frozen one does. */
export async function isListened(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
