// Bundles the three single-page applications beside it into the folder given: react.js, vue.js and svelte.js.
// They are what a React, a Vue and a Svelte form usually are: state bound to fields, sent by fetch when submitted.

import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { compile } from 'svelte/compiler';

const here = import.meta.dirname;
const svelte = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path: filename }) => {
      const { js } = compile(await readFile(filename, 'utf8'), { filename, css: 'injected' });
      return { contents: js.code };
    });
  },
};

await build({
  entryPoints: ['react', 'vue', 'svelte'].map((name) => path.join(here, `${name}.js`)),
  outdir: process.argv[2],
  bundle: true,
  minify: true,
  format: 'iife',
  conditions: ['browser', 'production'],
  define: {
    'process.env.NODE_ENV': '"production"',
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  alias: { vue: 'vue/dist/vue.esm-bundler.js' },
  plugins: [svelte],
  logLevel: 'warning',
});
