/** What runs say about a figure: an estimate, how far it may be off, and from how many independent values that is known. */
export type Estimate = { mean: number; standardError: number; degreesOfFreedom: number }

/** The mean of independent values, such as replications or batches far longer than the system remembers; an error from at least two. */
export function meanOf(values: ArrayLike<number>): Estimate {
  const count = values.length
  let mean = 0
  for (let i = 0; i < count; i++) mean += values[i]! / count
  let squares = 0
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) * (values[i]! - mean)
  const degreesOfFreedom = count - 1
  return { mean, standardError: Math.sqrt(squares / degreesOfFreedom / count), degreesOfFreedom }
}

/** Batch means (Law, *Simulation Modeling and Analysis*, 9.5.3): one long series cut into equal parts; what does not fill a part is left out at the start. */
export function batchMeans(series: ArrayLike<number>, batches: number): Estimate {
  const length = Math.floor(series.length / batches)
  const means = new Float64Array(batches)
  const skipped = series.length - length * batches
  for (let i = 0; i < length * batches; i++) means[Math.floor(i / length)]! += series[skipped + i]! / length
  return meanOf(means)
}

/** Mean over time of a value that holds from each of `times` to the next, the last one to `until`. */
export function timeAverage(times: ArrayLike<number>, values: ArrayLike<number>, until: number): number {
  let area = 0
  for (let i = 0; i < times.length; i++) area += values[i]! * ((times[i + 1] ?? until) - times[i]!)
  return area / (until - times[0]!)
}

/** Where the truth lies with this probability, if the values were independent and about normal (Student 1908). */
export function interval(estimate: Estimate, confidence: number): { low: number; high: number } {
  const half = tQuantile(1 - (1 - confidence) / 2, estimate.degreesOfFreedom) * estimate.standardError
  return { low: estimate.mean - half, high: estimate.mean + half }
}

/** Difference second − first of two runs that share their chance, value by value. */
export function pairedDifference(first: ArrayLike<number>, second: ArrayLike<number>): Estimate {
  if (first.length !== second.length) throw new Error('paired values come in two arrays of one length')
  return meanOf(Float64Array.from({ length: first.length }, (_, i) => second[i]! - first[i]!))
}

/** The value below which a share of the sorted values lies, between neighbours in proportion (Hyndman and Fan 1996, type 7). */
export function percentileOf(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const place = share * (sorted.length - 1)
  const below = Math.min(Math.floor(place), sorted.length - 1)
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!
  return sorted[below]! + (place - below) * (next - sorted[below]!)
}

/**
 * A percentile of all values together, its error from how the percentiles of independent groups lie around it (sectioning: Asmussen
 * and Glynn, *Stochastic Simulation*, III.5). Values within one group need not be independent. A jackknife would be too sure of itself here.
 */
export function sectionedPercentile(groups: readonly ArrayLike<number>[], share: number): Estimate {
  // Numbers of a typed array sort by value, and equal ones are the same.
  const inOrder = (values: ArrayLike<number>) => Float64Array.from(values).sort()
  const mean = percentileOf(inOrder(groups.flatMap((group) => Array.from(group))), share)
  const count = groups.length
  let squares = 0
  for (const group of groups) squares += square(percentileOf(inOrder(group), share) - mean)
  const degreesOfFreedom = count - 1
  return { mean, standardError: Math.sqrt(squares / degreesOfFreedom / count), degreesOfFreedom }
}

/**
 * The number that Student's t stays below with this probability. With t = √ν·u/√(1−u²) and u = 1−v² the density becomes the
 * smooth 2·v·(v²·(2−v²))^((ν−2)/2), summed by Simpson's rule: nothing but +, ×, ÷ and √, the same bits on every machine.
 */
export function tQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1) || !(degreesOfFreedom >= 1)) return Number.NaN
  if (probability < 0.5) return -tQuantile(1 - probability, degreesOfFreedom)
  const nu = Math.min(Math.floor(degreesOfFreedom), 5_000)
  const tail = (1 - probability) * 2 * areaTo(1, nu)
  let low = 0
  let high = 1
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (areaTo(middle, nu) < tail) low = middle
    else high = middle
  }
  const u = 1 - low * low
  return (Math.sqrt(nu) * u) / Math.sqrt(1 - u * u)
}

function areaTo(end: number, nu: number): number {
  const step = end / PANELS
  let sum = 0
  for (let i = 0; i <= PANELS; i++) {
    const v = i * step
    const weight = i === 0 || i === PANELS ? 1 : i % 2 === 1 ? 4 : 2
    sum += weight * (nu === 1 ? 2 / Math.sqrt(2 - v * v) : 2 * v * halfPower(v * v * (2 - v * v), nu - 2))
  }
  return (sum * step) / 3
}

const PANELS = 1_000

const square = (value: number) => value * value

function power(base: number, exponent: number): number {
  let result = 1
  let doubled = base
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= doubled
    doubled *= doubled
  }
  return result
}

/** base^(exponent/2). */
const halfPower = (base: number, exponent: number): number =>
  power(base, Math.floor(exponent / 2)) * (exponent % 2 === 1 ? Math.sqrt(base) : 1)
