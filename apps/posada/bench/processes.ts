import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The process that listens on this port of this machine; undefined where /proc does not say (other systems, other users). */
export function findListener(port: number): number | undefined {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningSockets(table, port)))
  if (sockets.size === 0) return undefined
  return listProcesses().find((pid) => openFiles(pid).some((target) => sockets.has(target)))
}

/** A process and everything it started that still runs: for a server, also its PostgreSQL. */
export function familyOf(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const each of listProcesses()) {
    const parent = Number(readStat(each)?.[PARENT] ?? -1)
    children.set(parent, [...(children.get(parent) ?? []), each])
  }
  const family = [pid]
  for (const member of family) family.push(...(children.get(member) ?? []))
  return family
}

/** Processor time these processes have used, and that of their children which have ended. */
export function cpuMs(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const stat = readStat(pid)
    return stat ? CPU_FIELDS.reduce((sum, field) => sum + Number(stat[field]), 0) : 0
  })
  return ticks.reduce((sum, each) => sum + each, 0) * TICK_MS
}

/** Memory of these processes together, what they share counted once (proportional set size). */
export function memoryMb(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0))
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024
}

// Fields of /proc/PID/stat after the name, as proc(5) lists them: ppid, then utime, stime, cutime, cstime.
const PARENT = 1
const CPU_FIELDS = [11, 12, 13, 14]
const TICK_MS = 10 // USER_HZ is 100 on every Linux that Node runs on
const LISTENING = '0A'

function listeningSockets(table: string, port: number): string[] {
  const rows = read(table)
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
  return rows
    .filter((row) => row[3] === LISTENING && Number.parseInt(row[1]!.split(':')[1]!, 16) === port)
    .map((row) => `socket:[${row[9]}]`)
}

const listProcesses = (): number[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((descriptor) => readlinkSync(`/proc/${pid}/fd/${descriptor}`))
  } catch {
    return []
  }
}

function readStat(pid: number): string[] | undefined {
  const stat = read(`/proc/${pid}/stat`)
  return stat ? stat.slice(stat.lastIndexOf(')') + 2).split(' ') : undefined
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // a process may end between listing and reading
  }
}
