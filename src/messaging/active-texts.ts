import { isTextCode, TEXTS, type TextCode, type TextForm, templateIdOf } from '../domain/text-codes';
import { isConditionName, isFieldName } from '../domain/text-fields';
import { type ParsedTemplate, parseTemplate, writeTemplate } from '../domain/text-template';
import type { TextFacts } from './text-facts';
import { fieldValue, holds } from './text-values';

/** One wording in force, read once and ready to be written. */
export type ActiveText = {
  /** `T1@2` */
  id: string;
  code: TextCode;
  form: TextForm;
  subject: ParsedTemplate | null;
  body: ParsedTemplate;
};

/** What a community may send now: the wordings that a second person approved, by code. */
export type ActiveTexts = ReadonlyMap<TextCode, ActiveText>;

export type StoredWording = { code: string; version: number; subject: string | null; body: string };

export function activeText({ code, version, subject, body }: StoredWording & { code: TextCode }): ActiveText {
  return {
    id: templateIdOf(code, version),
    code,
    form: TEXTS[code].form,
    subject: subject === null ? null : parseTemplate(subject),
    body: parseTemplate(body),
  };
}

export function activeTexts(rows: readonly StoredWording[]): ActiveTexts {
  return new Map(
    rows.flatMap(({ code, ...wording }) =>
      // of another version of the product: nothing asks for it
      isTextCode(code) ? [[code, activeText({ code, ...wording })]] : [],
    ),
  );
}

/** The lines of a text; null when one of its fields cannot be said of these facts. */
export function writeLines(text: ParsedTemplate, form: TextForm, facts: TextFacts): string[] | null {
  return writeTemplate(text, {
    field: (name) => (isFieldName(name) ? fieldValue(name, facts, form) : null),
    holds: (condition) => isConditionName(condition) && holds(condition, facts),
  });
}
