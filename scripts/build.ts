import { buildPages } from '../apps/build.ts'

/** `npm run build`: the web apps, into dist/; with a folder's name, that one alone. */
await buildPages((line) => process.stderr.write(`${line}\n`), process.argv[2])
