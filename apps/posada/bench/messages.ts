import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A process of the benchmark that answers one message at a time. */
export type Partner<In, Out> = { pid: number; ask(message: In): Promise<Out>; end(): Promise<void> }

/** Starts a module of this folder as a process of its own; its first message says that it is ready. */
export async function startPartner<In extends object, Out, Ready>(
  module: string,
  config: object,
  signal: AbortSignal,
): Promise<Partner<In, Out> & { ready: Ready }> {
  const child = fork(new URL(module, import.meta.url), [JSON.stringify(config)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ready = (await nextMessage(child, signal)) as Ready
  return {
    pid: child.pid!,
    ready,
    async ask(message) {
      child.send(message)
      return (await nextMessage(child, signal)) as Out
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

/** The partner's side: what it was started with, and its answers, one message at a time, until the other side leaves. */
export function readConfig<Config>(): Config {
  // Ctrl-C reaches every process of the terminal; this one ends in order when the benchmark leaves.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
  return JSON.parse(process.argv[2]!) as Config
}

export function answerEach<In, Out>(
  ready: object,
  answer: (message: In) => Promise<Out>,
  close: () => Promise<void>,
): void {
  process.on('message', async (message: In) => {
    process.send!((await answer(message)) as object)
  })
  process.once('disconnect', () => close().finally(() => process.exit(0)))
  process.send!(ready)
}

async function nextMessage(child: ChildProcess, signal: AbortSignal): Promise<unknown> {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  try {
    return await Promise.race([
      once(child, 'message', { signal: either }).then(([message]) => message),
      once(child, 'exit', { signal: either }).then(([code]) => {
        throw new Error(`a process of the benchmark ended with code ${code}`)
      }),
    ])
  } finally {
    over.abort()
  }
}
