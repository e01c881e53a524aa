/** What a function throws, for hooks that call back: those that return a promise cost every request one. */
export function faultOf (run: () => void): Error | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return error as Error
  }
}
