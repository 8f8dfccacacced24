import { type Command, readOptions, wholeNumber } from '../command.ts'
import { type CrowdResult, runCrowd } from '../load/crowd.ts'
import { loopbackUrl } from '../load/loopback.ts'

/** `posada load --url URL --phones N --minutes M`: behaves like a crowd of phones, on this machine only. */
export const loadCommand: Command = async (args, io) => {
  const { text, flag } = readOptions(args, {
    url: { type: 'string' },
    phones: { type: 'string' },
    minutes: { type: 'string' },
    invitation: { type: 'string' },
    json: { type: 'boolean' },
  })
  const url = loopbackUrl(text('url'))
  const phones = wholeNumber('phones', text('phones'), { from: 1, to: 20_000, otherwise: 300 })
  const minutes = wholeNumber('minutes', text('minutes'), { from: 1, to: 60, otherwise: 1 })
  // However the server behaves, the command ends by itself.
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(minutes * 60_000 + GRACE_MS)])
  const { clock, random } = io.environment
  const seed = new DataView(random.bytes(4).slice().buffer).getUint32(0)
  const result = await runCrowd({
    url,
    phones,
    minutes,
    invitation: text('invitation'),
    seed,
    clock,
    random,
    signal,
    onProgress: io.progress,
  })
  io.progress('')
  if (flag('json')) io.out(JSON.stringify(result))
  else for (const line of table(result)) io.out(line)
  return isExactlyOnce(result) ? 0 : 1
}

/** Every phone acknowledged, and each household there once. */
export const isExactlyOnce = ({ phones, acknowledged, lost, doubled, wrong }: CrowdResult): boolean =>
  acknowledged === phones && lost === 0 && doubled === 0 && wrong.length === 0

const GRACE_MS = 10 * 60_000

function table(result: CrowdResult): string[] {
  const rows: [string, string][] = [
    ['phones', String(result.phones)],
    ['acknowledged', String(result.acknowledged)],
    ['lost', String(result.lost)],
    ['doubled', String(result.doubled)],
    ['wrong', result.wrong.join('; ') || 'nothing'],
    ['retries', String(result.retries)],
    ['answer p50 / p95 / p99', `${result.p50} / ${result.p95} / ${result.p99} ms`],
    ['memory, server and database', result.memoryMb === null ? 'not known here' : `${result.memoryMb} MB`],
    [
      'processor per registration',
      result.cpuMsPerRegistration === null ? 'not known here' : `${result.cpuMsPerRegistration} ms`,
    ],
    [
      'until all were opened',
      result.backlogSecondsToZero === null ? 'locked: nothing is opened' : `${result.backlogSecondsToZero} s`,
    ],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
}
