// Calls each of URLS, PER_SECOND times a second. The gateway counts the outcomes.
const urls = (process.env.URLS ?? '').split(' ').filter((url) => url !== '');
const timer = setInterval(
  () => {
    for (const url of urls) {
      fetch(url, { signal: AbortSignal.timeout(5_000) })
        .then((response) => response.arrayBuffer())
        .catch(() => undefined);
    }
  },
  1_000 / Number(process.env.PER_SECOND ?? 1),
);
process.once('SIGTERM', () => clearInterval(timer));
