-- CreateTable
CREATE TABLE "community" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "companyName" TEXT NOT NULL,
    "servicePhone" TEXT NOT NULL,
    "zone" TEXT NOT NULL DEFAULT 'Asia/Shanghai',
    "clock" JSONB NOT NULL,
    "demonstration" BOOLEAN NOT NULL DEFAULT false,
    "providers" JSONB NOT NULL DEFAULT '{}',
    "currentPolicyId" UUID,
    "calendarVersion" INTEGER NOT NULL DEFAULT 0,
    "bookedThrough" VARCHAR(10),
    "takenOverAt" TIMESTAMPTZ(3),
    "firstReleasedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "community_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" UUID NOT NULL,
    "login" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT,
    "staffNumber" TEXT,
    "disabledAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "userId" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "role" TEXT NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("userId","communityId","role")
);

-- CreateTable
CREATE TABLE "access_token" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "tokenDigest" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "access_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_throttle" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "windowFrom" TIMESTAMPTZ(3) NOT NULL,
    "blockedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "stewardship" (
    "communityId" UUID NOT NULL,
    "building" TEXT NOT NULL,
    "stewardId" UUID NOT NULL,
    "standInId" UUID,
    "awayUntilOn" VARCHAR(10),

    CONSTRAINT "stewardship_pkey" PRIMARY KEY ("communityId","building")
);

-- CreateTable
CREATE TABLE "policy_version" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "activatedAt" TIMESTAMPTZ(3),
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quiet_day" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "building" TEXT,
    "fromOn" VARCHAR(10) NOT NULL,
    "toOn" VARCHAR(10) NOT NULL,
    "channels" TEXT[],
    "reason" TEXT NOT NULL,

    CONSTRAINT "quiet_day_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pause" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "building" TEXT,
    "accountId" UUID,
    "reason" TEXT NOT NULL,
    "fromOn" VARCHAR(10) NOT NULL,
    "toOn" VARCHAR(10) NOT NULL,
    "setById" UUID NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL,
    "liftedAt" TIMESTAMPTZ(3),
    "liftedById" UUID,

    CONSTRAINT "pause_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "party" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "nameSealed" TEXT NOT NULL,
    "nameIndex" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "party_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "address" (
    "communityId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "valueIndex" TEXT NOT NULL,
    "valueSealed" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'usable',
    "statusReason" TEXT,
    "statusAt" TIMESTAMPTZ(3),
    "optedOut" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "address_pkey" PRIMARY KEY ("communityId","kind","valueIndex")
);

-- CreateTable
CREATE TABLE "contact_point" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "partyId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "valueIndex" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "relation" TEXT,
    "authorised" BOOLEAN NOT NULL DEFAULT true,
    "statedTime" JSONB,

    CONSTRAINT "contact_point_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "charge_object" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "building" TEXT,
    "unit" TEXT,
    "room" TEXT,
    "areaCm2" INTEGER,
    "accountId" UUID,

    CONSTRAINT "charge_object_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "partyId" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "building" TEXT,
    "walkingOrder" TEXT NOT NULL DEFAULT '',
    "personIndex" TEXT NOT NULL,
    "ledgerVersion" INTEGER NOT NULL DEFAULT 0,
    "careMark" TEXT,
    "declared" JSONB,
    "mergedIntoId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "charge" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "objectId" UUID NOT NULL,
    "item" TEXT NOT NULL,
    "periodFrom" VARCHAR(10) NOT NULL,
    "periodTo" VARCHAR(10) NOT NULL,
    "dueOn" VARCHAR(10) NOT NULL,
    "dueStated" BOOLEAN NOT NULL DEFAULT true,
    "amountFen" INTEGER NOT NULL,
    "statedLateFeeFen" INTEGER,
    "lateFeeBasis" JSONB,
    "sourceId" TEXT,
    "status" TEXT NOT NULL DEFAULT 'standing',
    "replacedById" UUID,
    "disputedAt" TIMESTAMPTZ(3),
    "disputeId" UUID,
    "importId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "charge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID,
    "externalId" TEXT NOT NULL,
    "amountFen" INTEGER NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "receivedOn" VARCHAR(10) NOT NULL,
    "channel" TEXT NOT NULL,
    "payerSealed" TEXT,
    "memoSealed" TEXT,
    "status" TEXT NOT NULL,
    "parkedFen" INTEGER NOT NULL DEFAULT 0,
    "prepaidFen" INTEGER NOT NULL DEFAULT 0,
    "refundedFen" INTEGER NOT NULL DEFAULT 0,
    "reversesId" UUID,
    "importId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "allocation" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "chargeId" UUID NOT NULL,
    "paymentId" UUID,
    "origin" TEXT NOT NULL,
    "part" TEXT NOT NULL DEFAULT 'principal',
    "amountFen" INTEGER NOT NULL,
    "onDay" VARCHAR(10) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "allocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "waiver" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "chargeId" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "amountFen" INTEGER NOT NULL,
    "stated" BOOLEAN NOT NULL,
    "reason" TEXT,
    "approvedById" UUID,
    "onDay" VARCHAR(10) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "waiver_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prepayment_entry" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "amountFen" INTEGER NOT NULL,
    "origin" TEXT NOT NULL,
    "paymentId" UUID,
    "importId" UUID,
    "onDay" VARCHAR(10) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "prepayment_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_event" (
    "accountId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "communityId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "refId" UUID,
    "claimableFen" INTEGER NOT NULL,
    "principalFen" INTEGER NOT NULL,
    "oldestDueOn" VARCHAR(10),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_event_pkey" PRIMARY KEY ("accountId","version")
);

-- CreateTable
CREATE TABLE "import_mapping" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mapping" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "import_mapping_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_batch" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "fileDigest" TEXT NOT NULL,
    "mapping" JSONB NOT NULL,
    "asOfOn" VARCHAR(10),
    "status" TEXT NOT NULL,
    "summary" JSONB NOT NULL DEFAULT '{}',
    "waveId" UUID,
    "byId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "acceptedAt" TIMESTAMPTZ(3),

    CONSTRAINT "import_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_row" (
    "batchId" UUID NOT NULL,
    "rowNumber" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "contentSealed" TEXT NOT NULL,
    "problems" JSONB NOT NULL DEFAULT '[]',
    "difference" JSONB,

    CONSTRAINT "import_row_pkey" PRIMARY KEY ("batchId","rowNumber")
);

-- CreateTable
CREATE TABLE "dunning_case" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "closeReason" TEXT,
    "previousCaseId" UUID,
    "policyVersionId" UUID NOT NULL,
    "level" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "turn" INTEGER NOT NULL DEFAULT 0,
    "snapshot" JSONB,
    "next" JSONB,
    "wakeAt" TIMESTAMPTZ(3),
    "holdKinds" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "cause" TEXT NOT NULL DEFAULT 'unknown',
    "ledgerVersion" INTEGER NOT NULL DEFAULT 0,
    "claimableFen" INTEGER NOT NULL DEFAULT 0,
    "principalFen" INTEGER NOT NULL DEFAULT 0,
    "oldestDueOn" VARCHAR(10),
    "waveId" UUID,
    "releasedFromOn" VARCHAR(10),
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "realOpenedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "dunning_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wave" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "origin" TEXT NOT NULL,
    "importId" UUID,
    "onDay" VARCHAR(10) NOT NULL,
    "ownerId" UUID,
    "dueOn" VARCHAR(10) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "perDay" INTEGER,
    "releasedById" UUID,
    "releasedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "wave_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "beganAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "verdict" TEXT,
    "byId" UUID,
    "reasonSealed" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "planned_step" (
    "key" TEXT NOT NULL,
    "communityId" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "doer" TEXT NOT NULL,
    "plannedAt" TIMESTAMPTZ(3) NOT NULL,
    "end" TEXT,
    "endReason" TEXT,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "planned_step_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" UUID NOT NULL,
    "stepKey" TEXT NOT NULL,
    "communityId" UUID NOT NULL,
    "caseId" UUID,
    "accountId" UUID NOT NULL,
    "personIndex" TEXT NOT NULL,
    "partyId" UUID NOT NULL,
    "addressKind" TEXT,
    "addressIndex" TEXT,
    "channel" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "automatic" BOOLEAN NOT NULL,
    "level" INTEGER NOT NULL,
    "ledgerVersion" INTEGER NOT NULL,
    "claimableFen" INTEGER NOT NULL,
    "claimedAt" TIMESTAMPTZ(3) NOT NULL,
    "claimedOn" VARCHAR(10) NOT NULL,
    "realClaimedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leaseUntil" TIMESTAMPTZ(3) NOT NULL,
    "byId" UUID,
    "secondById" UUID,
    "secondName" TEXT,
    "exemptionId" UUID,
    "ruleBreach" TEXT,
    "outcome" TEXT NOT NULL DEFAULT 'claimed',
    "attempt" BOOLEAN NOT NULL DEFAULT false,
    "grade" TEXT NOT NULL DEFAULT 'none',
    "outcomeAt" TIMESTAMPTZ(3),
    "realOutcomeAt" TIMESTAMPTZ(3),
    "calledAt" TIMESTAMPTZ(3),
    "provider" TEXT,
    "providerRef" TEXT,
    "providerAnswer" JSONB,
    "templateId" TEXT,
    "textSealed" TEXT,
    "offerUntilOn" VARCHAR(10),
    "corrects" UUID,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exemption" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "grantedById" UUID NOT NULL,
    "grantedOn" VARCHAR(10) NOT NULL,
    "reason" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "exemption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "caseId" UUID,
    "accountId" UUID,
    "stepKey" TEXT,
    "kind" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "assigneeId" UUID,
    "dueOn" VARCHAR(10) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "escalation" INTEGER NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL DEFAULT 'open',
    "endReason" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "startedById" UUID,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_outcome" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',
    "noteSealed" TEXT,
    "byId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settlesAt" TIMESTAMPTZ(3) NOT NULL,
    "takenBackAt" TIMESTAMPTZ(3),
    "correctsId" UUID,

    CONSTRAINT "task_outcome_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "command" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "byId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "textSealed" TEXT,
    "status" TEXT NOT NULL DEFAULT 'received',
    "refusal" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "acceptedAt" TIMESTAMPTZ(3),

    CONSTRAINT "command_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signal_outbox" (
    "id" BIGSERIAL NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "caseId" UUID,
    "event" JSONB NOT NULL,
    "key" TEXT NOT NULL,
    "notBefore" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),
    "cancelledAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "signal_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispute" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "caseId" UUID,
    "kind" TEXT NOT NULL,
    "matter" TEXT NOT NULL,
    "desk" TEXT NOT NULL,
    "statementSealed" TEXT,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "answerDueOn" VARCHAR(10) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),
    "result" TEXT,
    "answerSealed" TEXT,
    "answeredById" UUID,

    CONSTRAINT "dispute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evidence_head" (
    "accountId" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL,

    CONSTRAINT "evidence_head_pkey" PRIMARY KEY ("accountId")
);

-- CreateTable
CREATE TABLE "evidence_entry" (
    "accountId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "communityId" UUID NOT NULL,
    "caseId" UUID,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actorId" TEXT NOT NULL,
    "contentDigest" TEXT NOT NULL,
    "previous" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "evidence_entry_pkey" PRIMARY KEY ("accountId","seq")
);

-- CreateTable
CREATE TABLE "evidence_content" (
    "accountId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "communityId" UUID NOT NULL,
    "salt" TEXT NOT NULL,
    "contentSealed" TEXT NOT NULL,

    CONSTRAINT "evidence_content_pkey" PRIMARY KEY ("accountId","seq")
);

-- CreateTable
CREATE TABLE "evidence_file" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "caseId" UUID,
    "taskId" UUID,
    "sha256" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "mediaType" TEXT NOT NULL,
    "shows" TEXT NOT NULL,
    "byId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "evidence_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "captured_message" (
    "stepKey" TEXT NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "toSealed" TEXT NOT NULL,
    "textSealed" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "captured_message_pkey" PRIMARY KEY ("stepKey")
);

-- CreateIndex
CREATE UNIQUE INDEX "community_name_key" ON "community"("name");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_login_key" ON "app_user"("login");

-- CreateIndex
CREATE INDEX "membership_communityId_role_idx" ON "membership"("communityId", "role");

-- CreateIndex
CREATE UNIQUE INDEX "access_token_tokenDigest_key" ON "access_token"("tokenDigest");

-- CreateIndex
CREATE UNIQUE INDEX "policy_version_communityId_version_key" ON "policy_version"("communityId", "version");

-- CreateIndex
CREATE INDEX "quiet_day_communityId_toOn_idx" ON "quiet_day"("communityId", "toOn");

-- CreateIndex
CREATE INDEX "pause_communityId_toOn_idx" ON "pause"("communityId", "toOn");

-- CreateIndex
CREATE INDEX "party_communityId_nameIndex_idx" ON "party"("communityId", "nameIndex");

-- CreateIndex
CREATE INDEX "contact_point_communityId_kind_valueIndex_idx" ON "contact_point"("communityId", "kind", "valueIndex");

-- CreateIndex
CREATE UNIQUE INDEX "contact_point_partyId_kind_valueIndex_key" ON "contact_point"("partyId", "kind", "valueIndex");

-- CreateIndex
CREATE INDEX "charge_object_accountId_idx" ON "charge_object"("accountId");

-- CreateIndex
CREATE UNIQUE INDEX "charge_object_communityId_kind_code_key" ON "charge_object"("communityId", "kind", "code");

-- CreateIndex
CREATE INDEX "account_communityId_personIndex_idx" ON "account"("communityId", "personIndex");

-- CreateIndex
CREATE INDEX "account_communityId_building_idx" ON "account"("communityId", "building");

-- CreateIndex
CREATE UNIQUE INDEX "charge_replacedById_key" ON "charge"("replacedById");

-- CreateIndex
CREATE INDEX "charge_accountId_status_idx" ON "charge"("accountId", "status");

-- CreateIndex
CREATE INDEX "charge_communityId_dueOn_idx" ON "charge"("communityId", "dueOn");

-- CreateIndex
CREATE UNIQUE INDEX "payment_reversesId_key" ON "payment"("reversesId");

-- CreateIndex
CREATE INDEX "payment_accountId_idx" ON "payment"("accountId");

-- CreateIndex
CREATE INDEX "payment_communityId_status_idx" ON "payment"("communityId", "status");

-- CreateIndex
CREATE UNIQUE INDEX "payment_communityId_externalId_key" ON "payment"("communityId", "externalId");

-- CreateIndex
CREATE INDEX "allocation_accountId_idx" ON "allocation"("accountId");

-- CreateIndex
CREATE INDEX "allocation_chargeId_idx" ON "allocation"("chargeId");

-- CreateIndex
CREATE INDEX "waiver_accountId_idx" ON "waiver"("accountId");

-- CreateIndex
CREATE INDEX "prepayment_entry_accountId_idx" ON "prepayment_entry"("accountId");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_event_communityId_key_key" ON "ledger_event"("communityId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "import_mapping_communityId_kind_name_key" ON "import_mapping"("communityId", "kind", "name");

-- CreateIndex
CREATE INDEX "import_batch_communityId_createdAt_idx" ON "import_batch"("communityId", "createdAt");

-- CreateIndex
CREATE INDEX "import_row_batchId_verdict_idx" ON "import_row"("batchId", "verdict");

-- CreateIndex
CREATE INDEX "dunning_case_communityId_status_level_idx" ON "dunning_case"("communityId", "status", "level");

-- CreateIndex
CREATE INDEX "dunning_case_communityId_wakeAt_idx" ON "dunning_case"("communityId", "wakeAt");

-- CreateIndex
CREATE INDEX "dunning_case_waveId_idx" ON "dunning_case"("waveId");

-- CreateIndex
CREATE INDEX "wave_communityId_status_idx" ON "wave"("communityId", "status");

-- CreateIndex
CREATE INDEX "hold_accountId_endedAt_idx" ON "hold"("accountId", "endedAt");

-- CreateIndex
CREATE INDEX "hold_caseId_idx" ON "hold"("caseId");

-- CreateIndex
CREATE INDEX "planned_step_caseId_idx" ON "planned_step"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "contact_stepKey_key" ON "contact"("stepKey");

-- CreateIndex
CREATE UNIQUE INDEX "contact_exemptionId_key" ON "contact"("exemptionId");

-- CreateIndex
CREATE INDEX "contact_accountId_claimedAt_idx" ON "contact"("accountId", "claimedAt");

-- CreateIndex
CREATE INDEX "contact_communityId_personIndex_claimedAt_idx" ON "contact"("communityId", "personIndex", "claimedAt");

-- CreateIndex
CREATE INDEX "contact_communityId_addressIndex_claimedAt_idx" ON "contact"("communityId", "addressIndex", "claimedAt");

-- CreateIndex
CREATE INDEX "contact_outcome_idx" ON "contact"("outcome");

-- CreateIndex
CREATE INDEX "exemption_communityId_grantedById_grantedOn_idx" ON "exemption"("communityId", "grantedById", "grantedOn");

-- CreateIndex
CREATE UNIQUE INDEX "task_stepKey_key" ON "task"("stepKey");

-- CreateIndex
CREATE INDEX "task_communityId_status_dueOn_idx" ON "task"("communityId", "status", "dueOn");

-- CreateIndex
CREATE INDEX "task_assigneeId_status_idx" ON "task"("assigneeId", "status");

-- CreateIndex
CREATE INDEX "task_caseId_idx" ON "task"("caseId");

-- CreateIndex
CREATE INDEX "task_outcome_taskId_idx" ON "task_outcome"("taskId");

-- CreateIndex
CREATE INDEX "command_caseId_idx" ON "command"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "signal_outbox_key_key" ON "signal_outbox"("key");

-- CreateIndex
CREATE INDEX "signal_outbox_sentAt_cancelledAt_notBefore_idx" ON "signal_outbox"("sentAt", "cancelledAt", "notBefore");

-- CreateIndex
CREATE INDEX "signal_outbox_accountId_idx" ON "signal_outbox"("accountId");

-- CreateIndex
CREATE INDEX "dispute_accountId_idx" ON "dispute"("accountId");

-- CreateIndex
CREATE INDEX "evidence_head_communityId_idx" ON "evidence_head"("communityId");

-- CreateIndex
CREATE UNIQUE INDEX "evidence_entry_key_key" ON "evidence_entry"("key");

-- CreateIndex
CREATE INDEX "evidence_entry_caseId_seq_idx" ON "evidence_entry"("caseId", "seq");

-- CreateIndex
CREATE INDEX "evidence_file_accountId_idx" ON "evidence_file"("accountId");

-- CreateIndex
CREATE INDEX "captured_message_communityId_at_idx" ON "captured_message"("communityId", "at");

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_userId_fkey" FOREIGN KEY ("userId") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_token" ADD CONSTRAINT "access_token_userId_fkey" FOREIGN KEY ("userId") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_point" ADD CONSTRAINT "contact_point_partyId_fkey" FOREIGN KEY ("partyId") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_point" ADD CONSTRAINT "contact_point_communityId_kind_valueIndex_fkey" FOREIGN KEY ("communityId", "kind", "valueIndex") REFERENCES "address"("communityId", "kind", "valueIndex") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charge_object" ADD CONSTRAINT "charge_object_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_partyId_fkey" FOREIGN KEY ("partyId") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charge" ADD CONSTRAINT "charge_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charge" ADD CONSTRAINT "charge_objectId_fkey" FOREIGN KEY ("objectId") REFERENCES "charge_object"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_chargeId_fkey" FOREIGN KEY ("chargeId") REFERENCES "charge"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_paymentId_fkey" FOREIGN KEY ("paymentId") REFERENCES "payment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waiver" ADD CONSTRAINT "waiver_chargeId_fkey" FOREIGN KEY ("chargeId") REFERENCES "charge"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prepayment_entry" ADD CONSTRAINT "prepayment_entry_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "import_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dunning_case" ADD CONSTRAINT "dunning_case_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dunning_case" ADD CONSTRAINT "dunning_case_waveId_fkey" FOREIGN KEY ("waveId") REFERENCES "wave"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "dunning_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "planned_step" ADD CONSTRAINT "planned_step_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "dunning_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "dunning_case"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_outcome" ADD CONSTRAINT "task_outcome_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "task"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

