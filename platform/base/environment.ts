/**
 * What varies is handed in. Apps make these once, in their main file; everything below receives them,
 * so that tests and simulations decide what time it is and what chance brings.
 */

/** Milliseconds since 1970-01-01T00:00Z, as the operation's clock tells it. */
export type Clock = () => number

export type Random = {
  /** `length` bytes, unpredictable to anyone outside. */
  bytes(length: number): Uint8Array
}

export type Timers = {
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void
}

export type Environment = { clock: Clock; random: Random; timers: Timers }

/** The real ones. Only an app's main file (or a test's set-up) calls this. */
export function realEnvironment(): Environment {
  return {
    clock: () => Date.now(),
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    timers: {
      after(ms, callback) {
        const timer = setTimeout(callback, ms)
        return () => clearTimeout(timer)
      },
    },
  }
}

/** A clock that shows `startsAt` at the moment it is made and then runs at the pace of `clock`. */
export function shiftedClock(clock: Clock, startsAt: number): Clock {
  const shift = startsAt - clock()
  return () => clock() + shift
}

/** Repeats `work` every `ms`, the first time after `firstMs`, never twice at once, until the returned function is called. */
export function every(
  timers: Timers,
  ms: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
  firstMs = ms,
) {
  let cancel = () => {}
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  const turn = () => {
    running = work()
      .catch(onError)
      .then(() => {
        if (!stopped) cancel = timers.after(ms, turn)
      })
  }
  cancel = timers.after(firstMs, turn)
  return async () => {
    stopped = true
    cancel()
    await running
  }
}

/** The part of a socket that is asked here; Node's has it. */
type Silent = {
  setTimeout(ms: number): unknown
  on(event: 'timeout', callback: () => void): unknown
  off(event: 'timeout', callback: () => void): unknown
}

/** Calls when nothing went over a socket for so long; what it gives ends that. The socket keeps the time by itself. */
export function whenSilent(socket: Silent, ms: number, callback: () => void): () => void {
  socket.setTimeout(ms)
  socket.on('timeout', callback)
  return () => {
    socket.off('timeout', callback)
    socket.setTimeout(0)
  }
}
