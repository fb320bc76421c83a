import { FAULTS } from './faults.js';
import { playFleet } from './fleet.js';
import { calmScene, failNearFaults } from './scene.js';

/** The scene of a kind of fault, with its fleet played; `settings` win over those of the kind. */
export function playedScene(kindName, seed, settings = {}) {
  const kind = FAULTS.find(({ name }) => name === kindName);
  const scene = calmScene(kindName, seed, { ...kind.settings, ...settings });
  kind.happen(scene);
  failNearFaults(scene);
  scene.fleet = playFleet(scene);
  return scene;
}
