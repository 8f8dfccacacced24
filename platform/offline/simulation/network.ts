import type { Simulation } from './simulation.ts'

/** What becomes of one request on its way there and back. */
const fates = ['arrives', 'lost', 'answer-lost', 'twice', 'late-twice', 'pretended'] as const

export type SimulatedNetwork<Q, A> = {
  /** Rejects where a phone would see no answer; the receiver may have got the request all the same. */
  send(request: Q): Promise<A>
  /** From now on everything arrives. */
  calm(): void
}

/** A network with delay, loss, lost answers, repetition, overtaking, and answers that another machine makes up. */
export function createNetwork<Q, A>(
  { chance, timers, note }: Simulation,
  { receive, pretend, name }: { receive: (request: Q) => A; pretend: () => A; name: (request: Q) => string },
): SimulatedNetwork<Q, A> {
  let isCalm = false
  const delay = () => chance.between(1, isCalm ? 200 : 30_000)
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        const fate = isCalm ? 'arrives' : chance.pick(fates)
        note(`${name(request)} ${fate}`)
        const lose = () => void timers.after(delay(), () => reject(new TypeError('no answer')))
        if (fate === 'lost') return lose()
        if (fate === 'pretended') return void timers.after(delay(), () => resolve(pretend()))
        // The second copy may overtake the first, or come long after everything is over.
        if (fate === 'twice') timers.after(delay(), () => void receive(request))
        if (fate === 'late-twice') timers.after(chance.between(1, 100) * 3_600_000, () => void receive(request))
        timers.after(delay(), () => {
          const answer = receive(request)
          if (fate === 'answer-lost') return lose()
          timers.after(delay(), () => resolve(answer))
        })
      }),
    calm() {
      isCalm = true
    },
  }
}
