import { closeSync, openSync, readSync } from 'node:fs';

/** The content of a file, of which one byte more than `maxBytes` is read at most, so that the limit can be told. */
export function readBoundedFile(path: string, maxBytes: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
