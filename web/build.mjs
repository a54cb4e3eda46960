// Bundles the styles and scripts into face/page/assets, and the type of documents
// into kernel/instrument/fonts, from where the binary embeds them. Run by `make
// assets` after `npm ci`; nothing it writes is committed.
import { build } from 'esbuild'
import { copyFile, readFile, writeFile, readdir, rm } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

const here = path.dirname(fileURLToPath(import.meta.url))
const out = path.join(here, '../face/page/assets')

// The British scale in rem, and ours: one step smaller for headings, more
// leading everywhere, because Chinese has no ascenders to make its own air.
const scale = {
  '3/1.0416666667': '2.125/1.3',
  '2/1.09375': '1.75/1.35',
  '2.25/1.1111111111': '1.75/1.35',
  '1.6875/1.1111111111': '1.5/1.4',
  '1.5/1.25': '1.3125/1.45',
  '1.3125/1.1904761905': '1.1875/1.45',
  '1.1875/1.3157894737': '1.0625/1.7',
  '1.1875/1.25': '1.0625/1.6',
  '1.1875/1': '1.0625/1',
  '1/1.25': '1/1.6',
}

function restyle(css) {
  return css
    .replace('@charset "UTF-8";', '')
    .replace(/\/\*![^*]*Margaret Calvert[^*]*\*\//, '')
    .replace(/screen\\0/g, 'not all')
    .replace(/@font-face\{[^}]*\}/g, '')
    .replace(/GDS Transport,arial,sans-serif/g, 'var(--sn-font)')
    .replace(/font-family:sans-serif/g, 'font-family:var(--sn-font)')
    .replace(/font-size:([\d.]+)rem(!important)?;line-height:([\d.]+)/g, (all, size, weight = '', leading) => {
      const ours = scale[`${size}/${leading}`]?.split('/')
      return ours ? `font-size:${ours[0]}rem${weight};line-height:${ours[1]}` : all
    })
}

const upstream = {
  name: 'upstream',
  setup(b) {
    b.onLoad({ filter: /(govuk|moj)-frontend\.min\.css$/ }, async ({ path: file }) => {
      const contents = restyle(await readFile(file, 'utf8'))
      if (/GDS Transport|@font-face/.test(contents)) throw new Error(`${file}: the British typeface is still named`)
      return { contents, loader: 'css', resolveDir: path.dirname(file) }
    })
    // The crest is no business of a Chinese city; the icons become data: URLs.
    b.onResolve({ filter: /^\/assets\/images\// }, ({ path: url }) =>
      url.endsWith('govuk-crest.svg')
        ? { path: url, namespace: 'blank' }
        : { path: path.join(here, 'node_modules/@ministryofjustice/frontend/moj', url) })
    b.onLoad({ filter: /.*/, namespace: 'blank' }, () => ({
      contents: '<svg xmlns="http://www.w3.org/2000/svg"/>', loader: 'dataurl',
    }))
  },
}

for (const name of await readdir(out)) {
  if (!name.startsWith('.')) await rm(path.join(out, name))
}
await build({
  absWorkingDir: here,
  entryPoints: { shuniu: 'theme.css', app: 'app.js', desk: 'desk.js', cockpit: 'cockpit.js' },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2020', 'chrome86', 'safari15', 'firefox86'],
  loader: { '.svg': 'dataurl' },
  legalComments: 'none',
  plugins: [upstream],
})

for (const name of ['licences.txt', 'mark.svg']) await copyFile(path.join(here, name), path.join(out, name))

for (const name of await readdir(out)) {
  if (name.startsWith('.')) continue
  const raw = await readFile(path.join(out, name))
  const packed = gzipSync(raw, { level: 9 })
  await writeFile(path.join(out, `${name}.gz`), packed)
  console.log(`${name}\t${raw.length}\t${packed.length} packed`)
}

// Documents are set in one face with two weights: 文书正文 and 标题.
const type = path.join(here, '../kernel/instrument/fonts')
for (const [name, weight] of [['regular', '400Regular'], ['bold', '700Bold']]) {
  const raw = await readFile(path.join(here, `node_modules/@expo-google-fonts/noto-serif-sc/${weight}/NotoSerifSC_${weight}.ttf`))
  const packed = gzipSync(raw, { level: 9 })
  await writeFile(path.join(type, `${name}.ttf.gz`), packed)
  console.log(`${name}.ttf\t${raw.length}\t${packed.length} packed`)
}
