// Lays a compressed twin (`.gz`) beside every text file of a build: the platform sends it as it is (`anlan.api.console_files`).

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'

import type { Plugin, ResolvedConfig } from 'vite'

const TEXT = new Set(['.html', '.js', '.mjs', '.css', '.svg', '.json', '.webmanifest'])
// Below that, a packet is a packet.
const LEAST_BYTES = 1024

export function precompress(): Plugin {
  let config: ResolvedConfig
  return {
    name: 'anlan-precompress',
    apply: 'build',
    configResolved: (resolved) => {
      config = resolved
    },
    closeBundle: () => {
      const folder = config.build.outDir
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!TEXT.has(extname(name))) continue
        const bytes = readFileSync(join(folder, name))
        if (bytes.byteLength >= LEAST_BYTES) writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }))
      }
    },
  }
}
