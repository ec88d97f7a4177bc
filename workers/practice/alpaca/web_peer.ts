/** A WebSocket as what carries a stream. @module */
import type { Far, Near } from "./peer.ts";

/** Connects a socket once it is open. */
export function carry(
  socket: WebSocket,
  connect: (far: Far) => Near,
): void {
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => {
    const near = connect({
      send(data) {
        if (socket.readyState === WebSocket.OPEN) socket.send(data);
      },
      close: () => socket.close(),
      behind: () => socket.bufferedAmount,
    });
    socket.addEventListener("message", ({ data }) => near.receive(data));
    socket.addEventListener("close", () => near.closed());
    // A broken socket is closed next, and that is all there is to do about it.
    socket.addEventListener("error", () => near.closed());
  });
}
