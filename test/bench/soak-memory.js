/** Loaded into the service: says how much it holds once everything that nobody needs is gone. */
process.on('message', () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  process.send({ heldMb: (heapUsed + external) / 1_048_576 });
});
process.channel.unref();
