import { z } from 'zod';

/** What global set-up started, as the test files' processes inherit it. */
const stackSchema = z.object({
  superuserUrl: z.string(),
  ownerUrl: z.string(),
  applicationUrl: z.string(),
  temporalAddress: z.string(),
  testServer: z.string(),
});

export const templateDatabase = 'cuijiao_template';

export function announceStack(stack: z.infer<typeof stackSchema>): void {
  process.env.CUIJIAO_TEST_STACK = JSON.stringify(stack);
}

export function runningStack(): z.infer<typeof stackSchema> {
  const { CUIJIAO_TEST_STACK } = process.env;
  if (!CUIJIAO_TEST_STACK) throw new Error('Only tests outside test/unit and test/property have a stack.');
  return stackSchema.parse(JSON.parse(CUIJIAO_TEST_STACK));
}
