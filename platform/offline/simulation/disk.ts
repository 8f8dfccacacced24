import type { Store } from '#platform/offline/store.ts'

/** What one run of a program sees of a disk: after its crash it neither reads nor writes any more, and never hears why. */
export function openDisk(disk: Store): { store: Store; crash(): void } {
  let isGone = false
  const whileAlive =
    <P extends unknown[], T>(act: (...given: P) => Promise<T>) =>
    async (...given: P): Promise<T> => {
      if (isGone) return never
      const result = await act(...given)
      return isGone ? never : result
    }
  return {
    store: {
      lasting: true,
      get: whileAlive(disk.get) as Store['get'],
      put: whileAlive(disk.put),
      remove: whileAlive(disk.remove),
      names: whileAlive(disk.names),
    },
    crash() {
      isGone = true
    },
  }
}

const never = new Promise<never>(() => {})
