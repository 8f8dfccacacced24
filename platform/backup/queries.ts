import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

/** When an operation was last backed up, by its own record. No row: never. */
export const findLastBackup = statement<{ operationId: string }, { at: Date }>(
  'backup.findLastBackup',
  `select at from audit_entry where operation_id = $1 and subject_id = $1 and act = 'make-backup' order by at desc limit 1`,
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)

/** A backup that is older means that last night's did not run. */
export const BACKUP_HOURS_MAX = 26
