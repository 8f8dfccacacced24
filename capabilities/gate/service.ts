import { uniform } from './chance.ts'

/** Draws a service time, in units of its mean, from the key of a booking. */
export type DrawService = (key: number) => number

const PURPOSE = 100
const STAGES_MAX = 50

/**
 * Times of mean 1 and squared coefficient of variation `scv`. Below 1: Erlang with one stage more or less, by chance; above 1: one of two
 * exponential times, balanced (H. C. Tijms, A First Course in Stochastic Models, 2003, appendix B).
 */
export function serviceOf(scv: number): DrawService {
  if (scv < 1 / STAGES_MAX) return () => 1
  if (scv > 1) {
    const often = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2
    return (key) => {
      const isOften = uniform(key, PURPOSE) < often
      return -Math.log(uniform(key, PURPOSE + 1)) / (2 * (isOften ? often : 1 - often))
    }
  }
  const stages = Math.ceil(1 / scv)
  const oneLess = (stages * scv - Math.sqrt(stages * (1 + scv) - stages * stages * scv)) / (1 + scv)
  const perStage = 1 / (stages - oneLess)
  return (key) => {
    const count = uniform(key, PURPOSE) < oneLess ? stages - 1 : stages
    let product = 1
    for (let stage = 1; stage <= count; stage++) product *= uniform(key, PURPOSE + stage)
    return -Math.log(product) * perStage
  }
}
