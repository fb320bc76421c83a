import { setTimeout as sleep } from 'node:timers/promises';

/** Maps the seconds of a scene to wall time; `scale` seconds of the scene pass in one second. */
export class StageClock {
  constructor(beginMs, scale) {
    this.beginMs = beginMs;
    this.scale = scale;
  }

  /** The time of the scene, ms. */
  sceneMs(wallMs = Date.now()) {
    return (wallMs - this.beginMs) * this.scale;
  }

  wallMs(sceneMs) {
    return this.beginMs + sceneMs / this.scale;
  }

  /** What a time span of the scene is called in settings. */
  duration(sceneMs) {
    return `${Math.round(sceneMs / this.scale)}ms`;
  }

  async until(sceneMs) {
    await sleep(Math.max(0, this.wallMs(sceneMs) - Date.now()));
  }
}
