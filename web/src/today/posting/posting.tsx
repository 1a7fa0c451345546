export function Posting() {
  return null;
}
