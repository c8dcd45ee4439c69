// Fails if what the first page loads is more than it may be (npm run build).
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

// Half a second on a slow line of 2.4 Mbit/s: the first page within 2.5 s leaves no more.
const mostBytes = 150_000

const page = await readFile('dist/index.html', 'utf8')
let sum = 0
for (const [, name] of page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) sum += gzipSync(await readFile(`dist/${name}`)).length
console.log(`entry: ${(sum / 1000).toFixed(1)} kB gzip of ${mostBytes / 1000}`)
if (sum === 0 || sum > mostBytes) process.exit(1)
