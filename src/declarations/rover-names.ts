/** The versions of Rovers that are read: the flat form that users write, and the custom resource of the cluster. */
export const ROVER_API_VERSIONS: readonly string[] = ['tcp.ei.telekom.de/v1', 'rover.cp.ei.telekom.de/v1'];

/** Versions by the owner of the Rover; kinds of the same name of other owners are ignored. */
export const OWN_API_VERSION = /^(?:rover\.cp|tcp)\.ei\.telekom\.de\//;

/** Names of zones and environments, which are names in Kubernetes. */
export const ZONE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
