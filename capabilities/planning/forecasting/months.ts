/** A calendar month as a whole number: months since January of year 0. 2021-07 is 24258. */
export type Month = number

/** `YYYY-MM` as a month, or undefined where it is not one. */
export function findMonth(text: string): Month | undefined {
  const found = /^(\d{4})-(\d{2})$/.exec(text)
  if (!found) return undefined
  const month = Number(found[2])
  return month >= 1 && month <= 12 ? Number(found[1]) * 12 + month - 1 : undefined
}

export const monthText = (month: Month): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`
