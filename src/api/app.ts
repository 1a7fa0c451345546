import { randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import fastify, { LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';

import type { Context } from '../context';
import { guardRoutes } from './access';
import { accountAmountRoutes } from './account-amounts';
import { accountCardRoutes } from './account-card';
import { accountDeskRoutes } from './account-desk';
import { accountMoveRoutes } from './account-moves';
import { accountSplitRoutes } from './account-splits';
import { accountTimelineRoutes } from './account-timeline';
import type { Api } from './api';
import { approvalRoutes } from './approvals';
import { callbackRoutes } from './callbacks';
import { caseActionRoutes } from './case-actions';
import { caseCauseRoutes } from './case-cause';
import { caseRoutes } from './cases';
import { communityRoutes } from './communities';
import { contactRoutes } from './contacts';
import { disputeRoutes } from './disputes';
import { dossierRoutes } from './dossier';
import { doubtRoutes } from './doubts';
import { answerError } from './errors';
import { evidenceRoutes } from './evidence';
import { evidenceFileRoutes } from './evidence-files';
import { exemptionRoutes } from './exemptions';
import { serveHealth } from './health';
import { importDifferenceRoutes } from './import-differences';
import { importMappingRoutes } from './import-mappings';
import { importRecogniseRoutes } from './import-recognise';
import { importRoutes } from './imports';
import { liabilityRoutes } from './liabilities';
import { limitationRoutes } from './limitation';
import { mailCallbackRoutes } from './mail-callbacks';
import { serveMetrics } from './metrics';
import { moneyRequestRoutes } from './money-requests';
import { describeApi, serveDocs } from './openapi';
import { paperBatchRoutes } from './paper-batches';
import { paperCourierRoutes } from './paper-courier';
import { paperFileRoutes } from './paper-files';
import { paperItemRoutes } from './paper-items';
import { parkedPaymentRoutes } from './parked-payments';
import { pauseRoutes } from './pauses';
import { paymentRoutes } from './payments';
import { policyRoutes } from './policies';
import { noSuchRoute, servePortal } from './portal';
import { providerStopRoutes } from './provider-stops';
import { providerRoutes } from './providers';
import { referralRoutes } from './referral';
import { referralBatchRoutes } from './referral-batches';
import { logRequests } from './request-log';
import { revealRoutes } from './reveal';
import { rulePackRoutes } from './rule-packs';
import { searchRoutes } from './search';
import { addSecurityHeaders } from './security';
import { sessionRoutes } from './session';
import { readCookies } from './session-cookie';
import { staffRoutes } from './staff';
import { stewardRoutes } from './stewards';
import { takeOverRoutes } from './take-over';
import { taskWorkRoutes } from './task-work';
import { taskRoutes } from './tasks';
import { textRoutes } from './texts';
import { timelineRoutes } from './timeline';
import { todayRoutes } from './today';
import { waveRoutes } from './waves';
import { workListRoutes } from './work-list';

const RESOURCES = [
  sessionRoutes,
  communityRoutes,
  policyRoutes,
  rulePackRoutes,
  textRoutes,
  paperBatchRoutes,
  paperFileRoutes,
  paperItemRoutes,
  paperCourierRoutes,
  importRoutes,
  importMappingRoutes,
  importDifferenceRoutes,
  takeOverRoutes,
  importRecogniseRoutes,
  paymentRoutes,
  parkedPaymentRoutes,
  doubtRoutes,
  waveRoutes,
  caseRoutes,
  searchRoutes,
  accountMoveRoutes,
  accountSplitRoutes,
  liabilityRoutes,
  caseActionRoutes,
  caseCauseRoutes,
  referralRoutes,
  referralBatchRoutes,
  dossierRoutes,
  timelineRoutes,
  accountAmountRoutes,
  accountCardRoutes,
  accountTimelineRoutes,
  accountDeskRoutes,
  revealRoutes,
  taskRoutes,
  workListRoutes,
  taskWorkRoutes,
  todayRoutes,
  approvalRoutes,
  disputeRoutes,
  moneyRequestRoutes,
  limitationRoutes,
  contactRoutes,
  pauseRoutes,
  exemptionRoutes,
  providerRoutes,
  providerStopRoutes,
  callbackRoutes,
  mailCallbackRoutes,
  evidenceRoutes,
  evidenceFileRoutes,
  staffRoutes,
  stewardRoutes,
];

const BODY_LIMIT_BYTES = 1024 * 1024;
/** A ledger of 100,000 rows has some 30 MB. */
const FILE_LIMIT_BYTES = 200 * 1024 * 1024;

/** The whole surface of the service over a context; listens nowhere yet. */
export async function createApi(context: Context): Promise<Api> {
  const app: Api = fastify({
    loggerInstance: context.logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: BODY_LIMIT_BYTES,
    // behind a proxy of ours the host that called is the one which that names
    trustProxy: context.config.trustedProxies.length > 0 ? context.config.trustedProxies : false,
    genReqId: () => randomUUID(),
    return503OnClosing: true,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(() => {
    throw noSuchRoute();
  });

  addSecurityHeaders(app);
  logRequests(app);
  await describeApi(app);
  await app.register(multipart, {
    limits: { fileSize: FILE_LIMIT_BYTES, files: 1, fields: 20, fieldSize: 64 * 1024 },
  });
  await readCookies(app);
  guardRoutes(app, context);
  serveMetrics(app, context);
  serveHealth(app, context);
  serveDocs(app);
  await servePortal(app);
  for (const routes of RESOURCES) routes(app, context);
  return app;
}
