import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CATALOGUE, type Catalogue, type CatalogueVersion } from '../apis/catalogue.js';
import { CLOCK, type Clock } from '../platform/clock/clock.js';
import { EVIDENCE_WINDOW, type EvidenceWindow } from './evidence-window.js';

const FORGET_EVERY_MS = 60_000;

/** Keeps the base paths of the window in step with the catalogue, and lets go of those that nobody has any more. */
@Injectable()
export class WindowUpkeep implements OnModuleInit, OnModuleDestroy {
  #unsubscribe: () => void = () => undefined;

  constructor(
    @Inject(EVIDENCE_WINDOW) private readonly window: EvidenceWindow,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.#declare(this.catalogue.current());
    this.#unsubscribe = this.catalogue.onChange((version) => this.#declare(version));
  }

  onModuleDestroy(): void {
    this.#unsubscribe();
  }

  @Interval(FORGET_EVERY_MS)
  forget(): void {
    this.window.forget(this.clock.now());
  }

  #declare(version: CatalogueVersion): void {
    this.window.declare(version.declarations, this.clock.now());
  }
}
