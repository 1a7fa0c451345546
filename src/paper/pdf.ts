import { readFileSync } from 'node:fs';
import pdfmake from 'pdfmake';

/** What is on the pages; type and date are the same for all. */
export type PdfContent = Omit<Parameters<typeof pdfmake.createPdf>[0], 'info' | 'defaultStyle'>;

/** Chinese type, of which each file carries the characters that it uses. */
const TYPEFACE = 'NotoSansSC';

const NAMES = { normal: 'regular.ttf', bold: 'bold.ttf' };

/** pdfmake's own folder in memory, which its types do not know. */
const { virtualfs } = pdfmake as unknown as {
  virtualfs: { writeFileSync(name: string, bytes: Buffer): void };
};

let isReady = false;

/** Type is read once a process; nothing else is ever fetched or read for a document. */
function prepare(): void {
  if (isReady) return;
  const normal = require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
  const bold = require.resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf');
  virtualfs.writeFileSync(NAMES.normal, readFileSync(normal));
  virtualfs.writeFileSync(NAMES.bold, readFileSync(bold));
  pdfmake.setFonts({ [TYPEFACE]: NAMES });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  isReady = true;
}

/**
 * The same document is the same bytes, today and in a year: its date is the one given and its id follows from that. So the digest of a
 * printed notice proves what was printed.
 *
 * @param on civil day of what it says
 */
export async function renderPdf(
  content: PdfContent,
  { title, on, fontSize = 10 }: { title: string; on: string; fontSize?: number },
): Promise<Buffer> {
  prepare();
  return pdfmake
    .createPdf({
      ...content,
      info: { title, creator: 'Cuijiao', producer: 'Cuijiao', creationDate: new Date(`${on}T00:00:00Z`) },
      defaultStyle: { font: TYPEFACE, fontSize },
    })
    .getBuffer();
}
