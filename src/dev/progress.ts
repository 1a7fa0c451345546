/** Says what is being waited for once it takes over two seconds, and from then on now and again. */
export async function withProgress<T>(
  what: string,
  work: Promise<T>,
  say: (line: string) => void = console.log,
): Promise<T> {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  let timer = setTimeout(function tell() {
    say(`${what} … ${seconds()} s`);
    timer = setTimeout(tell, 15_000);
  }, 2_000);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
