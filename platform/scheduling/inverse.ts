/** The inverse of a square matrix by Gauss and Jordan, with the largest pivot of each column. */
export function inverseOf(matrix: readonly Float64Array[]): Float64Array[] {
  const size = matrix.length
  const left = matrix.map((line) => Float64Array.from(line))
  const right = matrix.map((_, i) => {
    const line = new Float64Array(size)
    line[i] = 1
    return line
  })
  for (let column = 0; column < size; column++) {
    let best = column
    for (let line = column + 1; line < size; line++)
      if (Math.abs(left[line]![column]!) > Math.abs(left[best]![column]!)) best = line
    const pivot = left[best]![column]!
    if (Math.abs(pivot) < 1e-11) throw new Error('The matrix has no inverse.')
    ;[left[column], left[best]] = [left[best]!, left[column]!]
    ;[right[column], right[best]] = [right[best]!, right[column]!]
    const [leftPivot, rightPivot] = [left[column]!, right[column]!]
    for (let i = 0; i < size; i++) {
      leftPivot[i] = leftPivot[i]! / pivot
      rightPivot[i] = rightPivot[i]! / pivot
    }
    for (let line = 0; line < size; line++) {
      const factor = left[line]![column]!
      if (line === column || factor === 0) continue
      const [l, r] = [left[line]!, right[line]!]
      for (let i = 0; i < size; i++) {
        if (leftPivot[i] !== 0) l[i] = l[i]! - factor * leftPivot[i]!
        if (rightPivot[i] !== 0) r[i] = r[i]! - factor * rightPivot[i]!
      }
    }
  }
  return right
}
