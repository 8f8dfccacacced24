import { appointments } from './appointments.ts'
import type { Benchmark } from './benchmark.ts'
import { claims, claimsOfACountry } from './claims.ts'
import { crowd } from './crowd.ts'
import { deadlines } from './deadlines.ts'
import { firstScreen } from './first-screen.ts'
import { papers } from './papers.ts'
import { planner } from './planner.ts'
import { protection } from './protection.ts'
import { registration } from './registration.ts'
import { schedule } from './schedule.ts'
import { start } from './start.ts'
import { usable } from './usable.ts'
import { verify } from './verify.ts'

/** Every benchmark there is, in the order they run: one line for each. */
export const benchmarks: readonly Benchmark[] = [
  firstScreen,
  verify,
  schedule,
  deadlines,
  claims,
  appointments,
  papers,
  claimsOfACountry,
  start,
  usable,
  registration,
  protection,
  crowd,
  planner,
]
