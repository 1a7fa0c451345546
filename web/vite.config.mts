import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run portal:dev` answers at 5173 and asks the API of a running `npm start`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
  build: {
    // what front desks have: 360 and the WebView of WeChat
    target: ['chrome87', 'safari14'],
    // antd in a file of its own stays in a browser's cache over our releases
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'vendor', test: /node_modules/ }] } },
    },
    chunkSizeWarningLimit: 2_000,
    assetsInlineLimit: 0,
  },
});
