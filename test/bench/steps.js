import { performance } from 'node:perf_hooks'

/** Measures the steps of a program in milliseconds: each from the end of the one before. */
export function createSteps () {
  const times = {}
  let before = performance.now()
  return {
    times,
    /** Ends a step. @param repeated how often it was done */
    step (name, repeated = 1) {
      times[name] = (performance.now() - before) / repeated
      before = performance.now()
    }
  }
}
