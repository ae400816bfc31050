/** The window's build. Electron's own two files are bundled by scripts/build.ts. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: "renderer",
  // Served from "/" in browser mode and from a scheme of our own in Electron.
  base: "./",
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    // The window's policy lets it load files of its own and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What several places need is one file: a hundred small ones take longer to ask for than to read.
        codeSplitting: { groups: [{ name: "common", minShareCount: 3 }] },
      },
    },
    chunkSizeWarningLimit: 700,
  },
});
