import { connect } from "node:net";

export interface Conversation {
  /** All that came back. */
  text: string;
  /** Status codes in order, of what looks like answers. */
  statuses: number[];
  /** Until the server closed the connection. */
  milliseconds: number;
}

/**
 * Sends bytes as they are, one piece after the other with a pause between them, and says that it has nothing more to send
 * when nothing has come back for as long as it lingers. Rejects when the server hasn't closed within the limit. All in
 * milliseconds.
 */
export function converse(
  port: number,
  pieces: string | Buffer | readonly (string | Buffer)[],
  { pause = 0, linger = 50, limit = 15_000 } = {},
): Promise<Conversation> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    let text = "";
    const overdue = setTimeout(() => {
      reject(new Error(`expected the connection to be closed within ${limit} ms, got ${JSON.stringify(text)}`));
      socket.destroy();
    }, limit);
    const patience = setTimeout(() => socket.end(), linger);
    socket.setEncoding("latin1").on("data", (data: string) => {
      text += data;
      patience.refresh();
    });
    // what is sent to a server that has closed already is nothing to complain of
    socket.on("error", () => {});
    socket.on("end", () => socket.end());
    socket.on("close", () => {
      clearTimeout(overdue);
      clearTimeout(patience);
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      resolve({ text, statuses, milliseconds: performance.now() - started });
    });
    void (async () => {
      for (const piece of [pieces].flat()) {
        if (socket.destroyed) return;
        socket.write(piece);
        patience.refresh();
        if (pause > 0) await new Promise((done) => setTimeout(done, pause));
      }
    })();
  });
}
