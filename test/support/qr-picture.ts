import type { Browser } from 'playwright-core';

/** The rectangles of a code, as the printed notice has it: drawn by what lays the notices out. */
type Rectangle = { x: number; y: number; w: number; h: number; color: string };
type Measured = { qr: string; eccLevel: 'M'; _canvas?: Rectangle[]; _width?: number };

/** A photograph of the code on an envelope, held a little askew. */
export async function qrPicture(browser: Browser, text: string): Promise<Buffer> {
  const { default: encoder } = (await import('pdfmake/js/qrEnc.js' as string)) as {
    default: { measure(node: Measured): Measured };
  };
  const { _canvas = [], _width = 0 } = encoder.measure({ qr: text, eccLevel: 'M' });
  const rectangles = _canvas.map(
    ({ x, y, w, h, color }) => `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${color}"/>`,
  );
  const page = await browser.newPage({ viewport: { width: 480, height: 480 } });
  await page.setContent(
    `<body style="margin:0;background:#ddd;display:grid;place-items:center;height:480px">
      <svg width="300" height="300" viewBox="0 0 ${_width} ${_width}" shape-rendering="crispEdges"
        style="border:24px solid #fff;rotate:6deg">${rectangles.join('')}</svg></body>`,
  );
  const picture = await page.screenshot({ type: 'png' });
  await page.close();
  return picture;
}
