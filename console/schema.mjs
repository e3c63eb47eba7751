// `npm run api` writes src/api/schema.d.ts from the OpenAPI document; with --check it fails where that file is not current.

import { readFile, writeFile } from 'node:fs/promises'
import { argv, exit } from 'node:process'

import openapiTS, { astToString } from 'openapi-typescript'

const DOCUMENT = new URL('../docs/reference/openapi.json', import.meta.url)
const TYPES = new URL('./src/api/schema.d.ts', import.meta.url)
const HEADING = '// Written by `make reference` (`npm run api`) from docs/reference/openapi.json; change the API there.\n\n'

const { openapi, info, components } = JSON.parse(await readFile(DOCUMENT, 'utf8'))
// The routes stand in `index.ts`, by what they are about; only the shapes are taken.
const types = HEADING + astToString(await openapiTS({ openapi, info, paths: {}, components: { schemas: components.schemas } }, { alphabetize: true }))

if (argv.includes('--check')) {
  if ((await readFile(TYPES, 'utf8').catch(() => '')) !== types) {
    process.stderr.write('console/src/api/schema.d.ts does not match docs/reference/openapi.json: run `make reference`\n')
    exit(1)
  }
} else await writeFile(TYPES, types)
