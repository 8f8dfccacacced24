/** How one thing stands: well, to be watched, or to be seen to now. */
export type Level = 'well' | 'watch' | 'act'

export type Disk = { place: 'data' | 'backup'; freeBytes: number; totalBytes: number }

const GIB = 2 ** 30

/** Little room is seen early, because phones send in waves and PostgreSQL stops where it cannot write. */
export function levelOfDisk({ freeBytes, totalBytes }: Disk): Level {
  const share = freeBytes / totalBytes
  if (share < 0.1 || freeBytes < 2 * GIB) return 'act'
  return share < 0.2 ? 'watch' : 'well'
}

/** Below this nothing new is taken in: the log of the database needs the rest to end in order. */
export const isDiskFull = ({ freeBytes, totalBytes }: Disk): boolean =>
  freeBytes < Math.min(FLOOR_BYTES, totalBytes * FLOOR_SHARE)

const FLOOR_BYTES = 256 * 2 ** 20
const FLOOR_SHARE = 0.05

/** Times in rows come from the server, and some limits compare them with the database's. */
export const levelOfClock = (offMs: number): Level => levelAbove(Math.abs(offMs), 2_000, 30_000)

/** A day of registration follows the phone: an hour may move it to another day. */
export const levelOfPhones = (medianSeconds: number): Level => levelAbove(Math.abs(medianSeconds), 120, 3_600)

export const BACKUP_HOURS_MAX = 26
export const levelOfBackup = (hours: number | null, hasFailed: boolean): Level =>
  hours === null || hours > BACKUP_HOURS_MAX ? 'act' : hasFailed ? 'watch' : 'well'

/** Acts are sealed every four seconds; a minute means that the sealer stands still. */
export const levelOfHead = (unsealedSeconds: number): Level => levelAbove(unsealedSeconds, 30, 60)

export const levelOfBacklog = (sealed: number, oldestMinutes: number): Level =>
  sealed === 0 ? 'well' : levelAbove(oldestMinutes, 10, 24 * 60)

const levelAbove = (value: number, watch: number, act: number): Level =>
  value > act ? 'act' : value > watch ? 'watch' : 'well'
