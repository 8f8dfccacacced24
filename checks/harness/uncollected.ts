/**
 * Runs before every test file. What a lock takes out of memory is looked at in whole processes by heap-after-lock.test.ts and piece by
 * piece by wiping.test.ts; everywhere else, collecting at the end of each world would take a quarter of a second and show nothing.
 */
import { vi } from 'vitest'

vi.mock('#platform/vault/collecting.ts', () => ({ collectNow: async () => {} }))
