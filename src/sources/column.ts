/** Numbers of one kind, one for each of many things. */
export type Column = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

/** A column of the same kind with room for so many numbers, the old ones first. */
export function grown<T extends Column>(column: T, room: number): T {
  const larger = new (column.constructor as new (room: number) => T)(room);
  larger.set(column);
  return larger;
}

/** How much room to make for `needed` numbers: doubling keeps growth rare, the start keeps small services small. */
export function roomFor(needed: number, current: number): number {
  let room = Math.max(current, 1_024);
  while (room < needed) room *= 2;
  return room;
}
