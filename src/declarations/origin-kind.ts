import type { DynamicModule } from '@nestjs/common';
import type { ExposureBlock } from '../catalogue/exposure-block.js';
import type { DeclarationSinks } from '../catalogue/declaration-sink.js';
import type { Finding } from '../platform/health/finding.js';
import type { ContributedSetting } from '../platform/settings/contributed-setting.js';

/** What every origin is given. */
export interface OriginContext {
  /** Blocks that an exposure may have. */
  readonly blocks: readonly ExposureBlock[];
  /** Most base paths that there may be. */
  readonly maximumBasePaths: number;
  /** The folder for data that must outlive the process. */
  readonly dataFolder: string;
  /** Provides CATALOGUE, DECLARATION_SINKS, EXPOSURE_WATCHERS, ROVERS and ROVER_READER. */
  readonly shared: DynamicModule;
}

/** What `heartbeat doctor` gives an origin to examine it; the origin may declare what it finds. */
export interface OriginExamination extends Pick<OriginContext, 'blocks'> {
  readonly sinks: DeclarationSinks;
}

/**
 * A kind of origin, as `installed-origins.ts` lists it: where declarations come from. Its key in the settings, its
 * routes and its part of the doctor all come from this one registration.
 */
export interface OriginKind<T = unknown> {
  /** The prefix of the declarer wherever a declaration is named: `api` in `api/eni-echo`. */
  readonly name: string;
  /** Of origins that declare a base path at the same time, the one with the lowest number gets it; unique. */
  readonly precedence: number;
  /** Its key in the section `apis` of the settings. */
  readonly setting?: ContributedSetting<T>;
  /**
   * Declares while the service runs; undefined where the settings ask for nothing. What only the service needs is
   * imported here and not above, because every command reads the settings and so loads every kind.
   */
  module(value: T, context: OriginContext): DynamicModule | Promise<DynamicModule> | undefined;
  /** Reads once what would be declared, declares it, and reports problems; absent where there is nothing to examine. */
  examine?(value: T, examination: OriginExamination): Promise<readonly Finding[]>;
}
