import * as z from 'zod/mini'
import { classed } from '#platform/base/field-class.ts'
import { endpoint } from '#platform/http/endpoint.ts'

const level = z.enum(['well', 'watch', 'act'])

export const readHealth = endpoint({
  method: 'GET',
  path: '/health',
  summary: 'Disk space, clocks, age of backup and of the sealed log, what waits: numbers, each with how well it is.',
  reply: classed(
    'fact',
    z.object({
      version: z.string(),
      migrations: z.number(),
      uptimeSeconds: z.number(),
      sessions: z.number(),
      unlocked: z.boolean(),
      lapsesAt: z.nullable(z.string()),
      disks: z.array(
        z.object({ place: z.enum(['data', 'backup']), freeBytes: z.number(), totalBytes: z.number(), level }),
      ),
      databaseClock: z.object({ offMs: z.number(), level }),
      /** Seconds ahead of the server; null when nothing came today. */
      phones: z.object({ medianSeconds: z.nullable(z.number()), worstSeconds: z.nullable(z.number()), level }),
      backup: z.object({
        lastAt: z.nullable(z.string()),
        hours: z.nullable(z.number()),
        isRunning: z.boolean(),
        failed: z.nullable(z.string()),
        level,
      }),
      head: z.object({ at: z.nullable(z.string()), unsealedSeconds: z.number(), level }),
      backlog: z.object({ sealed: z.number(), oldestMinutes: z.number(), level }),
      failed: z.object({ entries: z.number(), level }),
    }),
  ),
})
