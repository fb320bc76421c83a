type Numbers = Float64Array | Uint32Array | Uint8Array;

/** A typed array of the same kind with room for `length` numbers, the old ones first. */
export function grown<T extends Numbers>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}

/** How much room to make for `needed` numbers: doubling keeps growth rare, the start keeps small services small. */
export function roomFor(needed: number, current: number): number {
  let room = Math.max(current, 1_024);
  while (room < needed) room *= 2;
  return room;
}
