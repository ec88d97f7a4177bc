/** OpenD's end of its WebSocket's frames, as the vendor's client reads and writes them. @module */

export interface WebFrame {
  protocol: number;
  section: number;
  body: Uint8Array;
}

const SIGN = new TextEncoder().encode("ft-v1.0\0");
const REQUEST_BYTES = 20;
const REPLY_BYTES = 44;

export function webRequestIn(bytes: Uint8Array): WebFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    protocol: view.getUint32(8),
    section: view.getUint32(16),
    body: bytes.slice(REQUEST_BYTES),
  };
}

export function webReplyBytes(
  { protocol, section, body }: WebFrame,
  error = 0,
  text = "",
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(REPLY_BYTES + body.length);
  const view = new DataView(bytes.buffer);
  bytes.set(SIGN);
  view.setUint32(8, protocol);
  view.setUint32(16, section);
  view.setInt32(20, error);
  bytes.set(new TextEncoder().encode(text).subarray(0, 20), 24);
  bytes.set(body, REPLY_BYTES);
  return bytes;
}
