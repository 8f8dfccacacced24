/** Seeds that once found something: tried again with every `npm test`. */
export const permanentSeeds: readonly number[] = [
  // An answer the network had changed gave a phone a wrong key: it then believed no receipt, ever.
  ...[41, 47, 189, 223],
  // A clock that was set back and caught up before the next seal left acts out of the log for a day.
  1001226,
]
