/**
 * What the owner of the data decides about its archives. SQL sees one operation (`app.operation_id` is set), and must run on
 * every schema that an archive still in use was made from: a restore runs it before newer migrations.
 */
export type ArchivePlan = {
  /** Tables that no archive holds, such as those who are signed in. */
  leftOut: readonly string[]
  /** What opens a person or must not last: in an archive of its own, which is destroyed after a while. */
  apart: readonly Apart[]
  erasures: {
    /** Rows `line`, each a JSON array: who and what was erased. */
    list: string
    /** Erases again what is on a page of such lines ($1, a JSON array) at a time ($2). Gives `erased`, a count. */
    replay: string
    /** Gives `people`: those erased who could still be opened. Must be 0 after a restore. */
    stillOpen: string
    /** The same for a table that older archives do not have: `replay` takes a page ($1), `stillOpen` gives a count. */
    newer: readonly { table: string; replay: string; stillOpen: string }[]
  }
  /** What to do about rows whose other half is not there, when the keys come from another backup. Gives `repaired`, a count. */
  repair: string
  /** Gives `people`: those whose files cannot be opened because no key came with them. */
  withoutKey: string
}

export type Apart = {
  table: string
  /** Only these columns, each of which may be null; otherwise the whole table. */
  columns?: readonly string[]
  /**
   * Which rows (called `kept`) come back when the world is from one backup and the keys from another, as a condition;
   * null: none of them.
   */
  fromOtherBackup: string | null
}

/** The operation that SQL of a plan works in. */
export const THIS_OPERATION = `current_setting('app.operation_id')::uuid`
