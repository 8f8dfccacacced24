import { inverseOf } from './inverse.ts'

/**
 * The inverse of a small square matrix that changes by one column, one row or one outer product at a time. A line of the inverse belongs to
 * a column of the matrix and the other way round. Each change costs the square of the size, where working it out anew costs the cube.
 */
export function createBasisInverse() {
  let lines: Float64Array[] = []

  function times(vector: Float64Array): Float64Array {
    const product = new Float64Array(lines.length)
    for (let row = 0; row < vector.length; row++) {
      const value = vector[row]!
      if (value === 0) continue
      for (let e = 0; e < lines.length; e++) product[e] = product[e]! + lines[e]![row]! * value
    }
    return product
  }

  function transposedTimes(vector: Float64Array): Float64Array {
    const product = new Float64Array(lines.length)
    for (let e = 0; e < lines.length; e++) addLine(product, lines[e]!, vector[e]!)
    return product
  }

  /** Column `e` becomes the one whose product with the inverse is `along`. */
  function replaceColumn(e: number, along: Float64Array): void {
    const own = lines[e]!
    scale(own, 1 / along[e]!)
    for (let other = 0; other < lines.length; other++) if (other !== e) addLine(lines[other]!, own, -along[other]!)
  }

  /** Every column gives up `shares[e] / whole` of the one whose product with the inverse is `along`. */
  function giveUp(along: Float64Array, shares: Float64Array, whole: number): void {
    const line = transposedTimes(shares)
    let left = whole
    for (let e = 0; e < lines.length; e++) left -= shares[e]! * along[e]!
    for (let e = 0; e < lines.length; e++) addLine(lines[e]!, line, along[e]! / left)
  }

  /** Row `row` becomes `entries`. */
  function replaceRow(row: number, entries: Float64Array): void {
    const met = transposedTimes(entries)
    for (const line of lines) {
      const share = line[row]! / met[row]!
      for (let other = 0; other < line.length; other++)
        if (other !== row) line[other] = line[other]! - share * met[other]!
      line[row] = share
    }
  }

  /** One more row and one more column, at the end. */
  function grow(along: Float64Array, entries: Float64Array, corner: number): void {
    const met = transposedTimes(entries)
    let left = corner
    for (let e = 0; e < lines.length; e++) left -= entries[e]! * along[e]!
    lines = lines.map((line, e) => {
      const longer = new Float64Array(line.length + 1)
      longer.set(line)
      const share = along[e]! / left
      addLine(longer, met, share)
      longer[line.length] = -share
      return longer
    })
    const last = new Float64Array(lines.length + 1)
    addLine(last, met, -1 / left)
    last[lines.length] = 1 / left
    lines.push(last)
  }

  /** Without column `e` and row `row`. */
  function shrink(e: number, row: number): void {
    const gone = lines[e]!
    lines = lines
      .filter((line) => line !== gone)
      .map((line) => {
        const share = line[row]! / gone[row]!
        const shorter = new Float64Array(line.length - 1)
        for (let other = 0, at = 0; other < line.length; other++)
          if (other !== row) shorter[at++] = line[other]! - share * gone[other]!
        return shorter
      })
  }

  const reset = (matrix: readonly Float64Array[]): void => {
    lines = inverseOf(matrix)
  }
  return { times, transposedTimes, replaceColumn, giveUp, replaceRow, grow, shrink, reset }
}

function addLine(to: Float64Array, line: Float64Array, factor: number): void {
  if (factor === 0) return
  for (let i = 0; i < line.length; i++) to[i] = to[i]! + factor * line[i]!
}

function scale(line: Float64Array, factor: number): void {
  for (let i = 0; i < line.length; i++) line[i] = line[i]! * factor
}
