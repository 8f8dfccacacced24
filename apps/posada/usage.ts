/** How each command is called: one line a form, then what its options take. Printed by `posada COMMAND --help`. */
export const usage: Record<string, string> = {
  start: `posada start
  Settings are environment variables: PORT, HOST, POSADA_DATA, DATABASE_URL, TLS_CERT, TLS_KEY, POSADA_DEMO (README, "Settings").`,
  demo: `posada demo [--cases N] [--json]
  Fills the empty database of these settings; refuses one that holds anything.
  --cases          besides, so many invented claims before the office, decided as COMAR reported of 2021`,
  init: `posada init --name NAME [--kind authority|journey] [--issuer-name NAME] [--administrator LOGIN] [--own-words] [--json]
  --issuer-name    the name on the list of card issuers; a journey's must not be its own
  --own-words      custodians type their own words instead of being given some`,
  unlock: `posada unlock [--operation NUMBER] [--custodian N] [--url https://NAME] [--json]
  --custodian      this custodian alone; the second one has 15 minutes, from anywhere
  --url            a server on another machine
  Asks for two custodians' numbers and words; reads them from standard input where there is no terminal.`,
  custodian: `posada custodian replace --custodian N [--operation NUMBER] [--url https://NAME] [--json]
  Asks for the words of the two others and shows the new words of custodian N once.`,
  account: `posada account reset --login NAME [--operation NUMBER] [--url https://NAME] [--json]
  Asks for the words of two custodians and shows once a code with which the administrator NAME makes a new way in, within 72 hours.`,
  lock: `posada lock [--json]
  Wipes the keys of every operation of the server that runs on this machine.`,
  card: `posada card issue --household-size N [--registered-on YYYY-MM-DD] [--expires-on YYYY-MM-DD] [--new-key] [--json]
posada card verify TEXT --public-key KEY [--at YYYY-MM-DD] [--json]
  --new-key        signs with a key made for this card; without it the operation's key signs
  --public-key     32 bytes as base64url; verify exits 0 only for a valid card`,
  trust: `posada trust [list] [--json]
posada trust grant [--operation NUMBER] [--json] · posada trust revoke [--operation NUMBER] [--json]
  grant lets an operation issue constancias, notices and letters that verifiers believe; revoke takes that back, also for those
  that were issued. Both ask for the root key, from its paper, and sign the next list; list prints it.`,
  audit: `posada audit verify [--head TEXT|FILE] [--operation NUMBER] [--json]
posada audit head [--operation NUMBER] [--json]
posada audit leaves --file FILE [--operation NUMBER] [--json]`,
  export: `posada export registrations --csv FILE [--operation NUMBER] [--json]
posada export registrations --csv FILE --names --recipient OFFICE --purpose PURPOSE --basis BASIS [--agreement NUMBER]
  Pseudonymous unless --names; names need an unlocked operation and the number of an agreement of two people (page Oversight)
  for exactly this recipient, purpose and legal basis. With --basis consent, only people who gave it for that purpose.`,
  backup: `posada backup --to FILE --recipient age1… [--prune-keys] [--erasures-only] [--json]
posada backup --new-recipient · posada backup --status
  docs/backup.md says what to keep where.`,
  restore: `posada restore --from FILE [--keys FILE] [--erasures FILE] [--identity FILE] [--accept-altered-log] [--json]
  Into an empty place only; exits 0 only if all is equal to what was saved.`,
  load: `posada load --url URL --phones N --minutes M [--invitation TEXT] [--json]
  Only against this machine (loopback); at most 20,000 phones and 60 minutes.`,
  schedule: `posada schedule FILE.json [--first] [--json]
posada schedule FILE.json --replan PLAN.json [--json]
posada schedule --schema
  Gives each family one slot of one officer on a day its notice allows, so that priority × day is least in sum; an unassigned
  family counts priority × 2 × days. lowerBound equals cost when no schedule is better. seconds is CPU time.
  --first          a good answer at once, without the proof
  --replan         PLAN.json is an earlier answer: keeps what can still be held, and says how many families moved
  --schema         the JSON Schema of the file (docs/scheduling.md)`,
  plan: `posada plan SCENARIO.json [OTHER.json] [--preset NAME] [--replications 200] [--seed 7] [--engine cohort|exact] [--json]
  What would wait, how long, at what cost. Instead of a file: tapachula-2021, us-asylum-offices-2021, us-immigration-courts-2021.
  --preset         plan-2021-appropriation, plan-2021-fees, the same with border in it, remain-in-mexico; shown beside no change
  --seconds 600    when they are over, what is complete is told, and how many worlds are left out
  --print          the scenario as a file, to change it; --schema what a file may hold; --threads how many work on it
posada plan queue FILE.csv [--check] [--soak] [--json]
  FILE.csv has one queue a row, its kind told by its columns.
  --check          only reads the file and says what is wrong in it
  --soak           also runs what takes more than two billion events
posada plan forecast FILE.csv [--horizon 12] [--json]
  FILE.csv has month,value rows (YYYY-MM). The coming months with 80 % intervals, and whether the past gives ground for them.`,
  bench: `posada bench [NAME] [--minutes M] [--json]
  first-screen, verify, schedule, deadlines, start, usable, registration, crowd, protection, planner. Exits 1 if a figure misses its limit.`,
}
