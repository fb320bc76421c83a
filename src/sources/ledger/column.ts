/** Numbers of one kind, one for each of many things. */
export type Column = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

/** A column of the same kind with room for so many numbers, the old ones first. */
export function grown<T extends Column>(column: T, room: number): T {
  const larger = new (column.constructor as new (room: number) => T)(room);
  larger.set(column);
  return larger;
}
