import { readFileSync, statSync } from 'node:fs'
import { type Forecast, forecastMonths, HORIZON_MAX } from '#capabilities/planning/forecasting/forecast.ts'
import { groundSentence } from '#capabilities/planning/forecasting/ground.ts'
import { monthText } from '#capabilities/planning/forecasting/months.ts'
import { type History, readHistory } from '#capabilities/planning/forecasting/reading.ts'
import { type Command, readOptions, WrongInput, wholeNumber } from '../command.ts'

/** `posada plan forecast FILE.csv [--horizon 12] [--json]`: the coming months of a series of counts, and what the past says about them. */
export const planForecastCommand: Command = async (args, io) => {
  const { words, flag, text } = readOptions(bound(args), OPTIONS, 1)
  const [name] = words
  if (name === undefined) throw new WrongInput('Name the file of months: posada plan forecast FILE.csv.')
  const horizon = wholeNumber('horizon', text('horizon'), { from: 1, to: HORIZON_MAX, otherwise: 12 })
  const history = readFile(name)
  const forecast = forecastMonths(history.values, horizon)
  const months = monthsOf(history, forecast)
  const notes = [
    ...(history.isSorted ? [] : ['The rows did not stand in the order of their months; they were put in order.']),
    ...forecast.ground.reasons.map(groundSentence),
  ]
  if (flag('json')) {
    const ground = forecast.ground.isGiven ? 'given' : 'none'
    const shares = forecast.shares.map(({ method, share }) => ({ method, share: Math.round(share * 1000) / 1000 }))
    io.out(JSON.stringify({ method: 'combination', shares, months, ground, notes }))
    return 0
  }
  io.out('month      lower (1 in 10)   middle   upper (9 in 10)')
  for (const { month, p10, p50, p90 } of months) io.out(`${month}  ${cell(p10, 16)} ${cell(p50, 8)} ${cell(p90, 17)}`)
  io.out(`A combination, weighed by how each did on the past: ${told(forecast)}.`)
  for (const note of notes) io.out(note)
  return 0
}

const OPTIONS = { json: { type: 'boolean' }, horizon: { type: 'string' } } as const

/** `--horizon -3` is meant as one number below 0, which is then refused as such. */
const bound = (args: string[]) =>
  args.flatMap((arg, i) =>
    arg === '--horizon' && /^-\d/.test(args[i + 1] ?? '')
      ? `--horizon=${args[i + 1]}`
      : args[i - 1] === '--horizon' && /^-\d/.test(arg)
        ? []
        : arg,
  )

function monthsOf({ first, values }: History, { p10, p50, p90 }: Forecast) {
  const tenth = (value: number) => Math.round(value * 10) / 10
  return Array.from(p50, (middle, i) => ({
    month: monthText(first + values.length + i),
    ...{ p10: tenth(p10[i]!), p50: tenth(middle), p90: tenth(p90[i]!) },
  }))
}

const cell = (value: number, width: number) => String(Math.round(value)).padStart(width)

const told = ({ shares }: Forecast) =>
  shares.map(({ method, share }) => `${method.replaceAll('-', ' ')} ${Math.round(share * 100)} %`).join(', ')

function readFile(name: string): History {
  const found = statSync(name, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new WrongInput(`There is no file ${name.slice(0, 200)}.`)
  if (found.size > FILE_BYTES_MAX) throw new WrongInput(`The file has more than ${FILE_BYTES_MAX / 2 ** 20} MiB.`)
  const history = readHistory(readFileSync(name, 'utf8'))
  if ('refused' in history) throw new WrongInput(history.refused)
  return history
}

const FILE_BYTES_MAX = 2 ** 20
