import { expect, it } from '@jest/globals';
import { provide, token } from './token.js';

interface Colour {
  readonly name: string;
}
class Brush {
  readonly widthCm = 2;
}
const COLOUR = token<Colour>('Colour');
const PICTURE = token<string>('Picture');

it('provides a part that gets its own by name, typed by their tokens', () => {
  const provided = provide(PICTURE, { brush: Brush, colour: COLOUR }, ({ brush, colour }) => {
    const [widthCm, name]: [number, string] = [brush.widthCm, colour.name];
    return `${name}, ${widthCm} cm`;
  });
  expect([provided.provide, provided.inject]).toEqual([PICTURE, [Brush, COLOUR]]);
  const make = provided.useFactory as (...parts: unknown[]) => string;
  expect(make(new Brush(), { name: 'red' })).toBe('red, 2 cm');
});

it('does not compile where a part or the result is of another type', () => {
  const wrong = [
    // @ts-expect-error a number is not a picture
    provide(PICTURE, {}, () => 7),
    // @ts-expect-error a colour has no width
    provide(PICTURE, { colour: COLOUR }, ({ colour }) => colour.widthCm),
    // @ts-expect-error it was not asked for
    provide(PICTURE, { colour: COLOUR }, ({ brush }) => brush),
    // @ts-expect-error an untyped symbol says no type
    provide(PICTURE, { colour: Symbol('Colour') }, () => ''),
  ];
  expect(wrong).toHaveLength(4);
});
