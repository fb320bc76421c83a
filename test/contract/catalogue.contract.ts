import { describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../src/catalogue/base-path.js';
import type { Catalogue, CatalogueVersion } from '../../src/catalogue/catalogue.js';
import { basePath } from '../support/evidence-window.js';

/** A catalogue under test, and how what is declared is changed. */
export interface CatalogueUnderTest {
  readonly catalogue: Catalogue;
  declare(basePaths: readonly BasePath[]): void;
}

const ECHO = basePath('/eni/echo/v1');
const OTHER = basePath('/eni/other/v1');

/** What every implementation of `Catalogue` promises. */
export function describeCatalogue(name: string, make: () => CatalogueUnderTest): void {
  describe(`${name}, as a Catalogue`, () => {
    const paths = ({ declarations }: CatalogueVersion): BasePath[] => [...declarations.keys()];

    it('tells what is declared, each base path by its own key, and by whom', () => {
      const { catalogue, declare } = make();
      declare([ECHO, OTHER]);
      const { declarations } = catalogue.current();
      expect([...declarations.keys()].toSorted()).toEqual([ECHO, OTHER]);
      for (const [key, declaration] of declarations) {
        expect(declaration.basePath).toBe(key);
        expect(declaration.declaredBy).toMatch(/^(?:settings|(?:rovers|api)\/.+)$/);
      }
    });

    it('grows its version by one with each change, and not without one', () => {
      const { catalogue, declare } = make();
      const first = catalogue.current().version;
      declare([ECHO]);
      declare([ECHO, OTHER]);
      declare([ECHO, OTHER]);
      declare([OTHER]);
      expect(catalogue.current().version - first).toBe(3);
    });

    it('never changes a version that it has given out', () => {
      const { catalogue, declare } = make();
      declare([ECHO]);
      const old = catalogue.current();
      declare([OTHER]);
      expect([paths(old), paths(catalogue.current())]).toEqual([[ECHO], [OTHER]]);
      expect(catalogue.current()).toBe(catalogue.current());
    });

    it('calls back after each change, when the new version is in force, until it is told to stop', () => {
      const { catalogue, declare } = make();
      const heard: [number, BasePath[], boolean][] = [];
      const first = catalogue.current().version;
      const stop = catalogue.onChange((version) => {
        heard.push([version.version - first, paths(version), catalogue.current() === version]);
      });
      declare([ECHO]);
      declare([ECHO]);
      declare([OTHER]);
      stop();
      stop();
      declare([]);
      expect(heard).toEqual([
        [1, [ECHO], true],
        [2, [OTHER], true],
      ]);
    });

    it('calls back every listener, and a listener may stop while it is called', () => {
      const { catalogue, declare } = make();
      const heard: string[] = [];
      const stop = catalogue.onChange(() => {
        heard.push('first');
        stop();
      });
      catalogue.onChange(() => heard.push('second'));
      declare([ECHO]);
      declare([OTHER]);
      expect(heard).toEqual(['first', 'second', 'second']);
    });
  });
}
