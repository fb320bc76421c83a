import { yieldToEventLoop } from './yield-to-event-loop.js';

/** Takes the steps of a task with a turn of the event loop after each, so that none of them waits for the whole task. */
export async function inTurns<T>(steps: Iterator<void, T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await yieldToEventLoop();
  }
}

/** Takes all steps of a task at once: for commands, which have nothing else to do. */
export function atOnce<T>(steps: Iterator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
