import type { ServerResponse } from 'node:http'

/** What waits because it was told to. */
export interface Patience {
  /**
   * Goes on after a time, the machine's own: it is about clients. At once where the server closes; never where the client
   * leaves.
   */
  wait (raw: ServerResponse, milliseconds: number, go: () => void): void
  /** Keeps a connection open without an answer until the client leaves, or the server closes. */
  hold (raw: ServerResponse): void
  /** The server closes: lets go of everything, and of whatever is still to come. */
  end (): void
}

export function createPatience (): Patience {
  const waiting = new Set<() => void>()
  let isOver = false

  /**
   * @param release called where the server closes
   * @param left called where the client leaves
   * @returns ends it without a word
   */
  function keep (raw: ServerResponse, release: () => void, left: () => void): () => void {
    const forget = (): void => {
      waiting.delete(release)
      raw.off('close', leave)
    }
    const leave = (): void => {
      forget()
      left()
    }
    waiting.add(release)
    raw.once('close', leave)
    return forget
  }

  return {
    wait (raw, milliseconds, go) {
      const goOn = (): void => {
        clearTimeout(timer)
        forget()
        go()
      }
      const timer = setTimeout(goOn, isOver ? 0 : milliseconds)
      const forget = keep(raw, goOn, () => clearTimeout(timer))
    },
    hold (raw) {
      if (isOver) raw.destroy()
      else keep(raw, () => raw.destroy(), () => {})
    },
    end () {
      isOver = true
      for (const release of waiting) release()
    }
  }
}
