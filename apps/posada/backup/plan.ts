import {
  correctionErasures,
  countErasedWithFile,
  countFilesWithoutKey,
  listErasures,
  paperErasures,
  replayErasures,
  sealedRecordErasures,
  setLostEntriesFailed,
} from '#capabilities/registration/server/erasure-ledger.ts'
import type { ArchivePlan } from '#platform/backup/plan.ts'

const stillHasFile = `exists (select from individual i
  where i.operation_id = kept.operation_id and i.id = kept.individual_id and i.state <> 'erased')`

/**
 * What of our tables goes where. Apart goes whatever opens or points to a person without another key (design.md section 5,
 * rules 3, 5 and 6), and where a card was seen in the last 72 hours (rule 1): an archive that is kept for years holds none of it.
 */
export const archivePlan: ArchivePlan = {
  // After a restore everyone signs in again, and a code that was used since the backup does not open once more.
  // A yes that was used since would be good again; what two people agreed to is in the record of acts.
  leftOut: ['session', 'enrolment', 'agreement'],
  apart: [
    { table: 'person_key', fromOtherBackup: stillHasFile },
    { table: 'person_tag', fromOtherBackup: stillHasFile },
    {
      table: 'intake_conflict',
      fromOtherBackup: `exists (select from intake_entry e
        where e.operation_id = kept.operation_id and e.id = kept.entry_id and e.state <> 'erased')
        and not exists (select from individual i
          where i.operation_id = kept.operation_id and i.id = any (kept.individual_ids) and i.state = 'erased')`,
    },
    // An envelope that was opened since must not come back beside the file that was made of it.
    { table: 'intake_entry', columns: ['envelope'], fromOtherBackup: `present.state in ('sealed', 'failed')` },
    { table: 'correction_request', columns: ['envelope'], fromOtherBackup: `present.state = 'open'` },
    // Whether a count was coarse by then cannot be known, so none comes back.
    {
      table: 'check_in',
      columns: [
        ...['content_hash', 'stop_id', 'device_id', 'short_code', 'size_on_card', 'people', 'undoes'],
        ...['made_at', 'received_at'],
      ],
      fromOtherBackup: null,
    },
    { table: 'check_in_conflict', fromOtherBackup: null },
    {
      table: 'sealed_key',
      fromOtherBackup: `exists (select from sealed_version v where v.operation_id = kept.operation_id
        and v.record_id = kept.record_id and v.version = kept.version)`,
    },
  ],
  erasures: {
    list: listErasures,
    replay: replayErasures,
    stillOpen: countErasedWithFile,
    newer: [sealedRecordErasures, correctionErasures, paperErasures],
  },
  repair: setLostEntriesFailed,
  withoutKey: countFilesWithoutKey,
}
