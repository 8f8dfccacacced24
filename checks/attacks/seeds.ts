import permanent from './permanent-seeds.json' with { type: 'json' }

/** A seed that ever failed is written into `permanent-seeds.json`: every run tries it first, the small one too. */
export const seedsOf = (attack: keyof typeof permanent, from: number, cases: number): number[] => [
  ...permanent[attack],
  ...Array.from({ length: cases }, (_, index) => from + index),
]
