/** 同一人的其他户. */
export function Joining() {
  return null;
}
