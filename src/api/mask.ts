/** Personal data as lists and cards show it; the whole is revealed only by a route that writes the reveal into evidence. */

/** `13800006287` → `138****6287`; a landline or a foreign number keeps its last four. */
export function maskPhone(phone: string): string {
  if (/^\d{11}$/.test(phone)) return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
  if (phone.length <= 4) return '****';
  return `****${phone.slice(-4)}`;
}

/** `张建国` → `张*`: the surname, as one would address him; an organisation keeps its first two characters. */
export function maskName(name: string): string {
  const characters = [...name.trim()];
  if (characters.length === 0) return '';
  if (characters.length > 4) return `${characters.slice(0, 2).join('')}**`;
  return `${characters[0]}*`;
}

/** `wen.qiang@example.com` → `w***@example.com` */
export function maskEmail(email: string): string {
  const [local = '', domain] = email.split('@');
  return domain ? `${local.slice(0, 1)}***@${domain}` : '***';
}

/** A postal address keeps its first six characters: the city, not the door. */
export function maskPostal(address: string): string {
  const characters = [...address];
  return characters.length <= 6 ? '***' : `${characters.slice(0, 6).join('')}***`;
}

export function maskAddress(kind: string, value: string): string {
  switch (kind) {
    case 'phone':
      return maskPhone(value);
    case 'email':
      return maskEmail(value);
    default:
      return maskPostal(value);
  }
}
