-- AlterTable
ALTER TABLE "community" ADD COLUMN     "rulePacks" TEXT[] DEFAULT ARRAY['national']::TEXT[];

-- AlterTable
ALTER TABLE "party" ADD COLUMN     "idNumberSealed" TEXT,
ADD COLUMN     "idNumberSetAt" TIMESTAMPTZ(3),
ADD COLUMN     "idNumberSetById" UUID;

-- CreateTable
CREATE TABLE "rule_pack" (
    "communityId" UUID NOT NULL,
    "packId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "addedById" UUID NOT NULL,
    "realAddedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rule_pack_pkey" PRIMARY KEY ("communityId","packId","version")
);

-- CreateTable
CREATE TABLE "rule_pack_change" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "packs" TEXT[],
    "reason" TEXT NOT NULL,
    "refusedTexts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "byId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rule_pack_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "community_document" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "number" TEXT,
    "validFrom" VARCHAR(10) NOT NULL,
    "validTo" VARCHAR(10),
    "sha256" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "mediaType" TEXT NOT NULL,
    "addedById" UUID NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL,
    "realAddedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawnById" UUID,
    "withdrawnAt" TIMESTAMPTZ(3),
    "withdrawnReason" TEXT,

    CONSTRAINT "community_document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "committee_urging" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "onDay" VARCHAR(10) NOT NULL,
    "households" INTEGER,
    "batchId" UUID,
    "documentId" UUID,
    "note" TEXT,
    "byId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "listReleasedById" UUID,
    "listReleasedAt" TIMESTAMPTZ(3),
    "listReleaseReason" TEXT,

    CONSTRAINT "committee_urging_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "referral_batch" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "onDay" VARCHAR(10) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "realCreatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "referral_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "referral_batch_case" (
    "batchId" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'gathered',
    "reason" TEXT,
    "amountFen" INTEGER NOT NULL,
    "requestedFen" INTEGER,
    "requestedById" UUID,
    "requestedAt" TIMESTAMPTZ(3),
    "needs" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "gatheredAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "referral_batch_case_pkey" PRIMARY KEY ("batchId","caseId")
);

-- CreateTable
CREATE TABLE "means_alert" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "caseId" UUID,
    "source" TEXT NOT NULL,
    "sourceId" UUID NOT NULL,
    "kinds" TEXT[],
    "writtenById" UUID NOT NULL,
    "taskId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "means_alert_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "rule_pack_change_communityId_realAt_idx" ON "rule_pack_change"("communityId", "realAt");

-- CreateIndex
CREATE INDEX "community_document_communityId_kind_idx" ON "community_document"("communityId", "kind");

-- CreateIndex
CREATE INDEX "committee_urging_communityId_onDay_idx" ON "committee_urging"("communityId", "onDay");

-- CreateIndex
CREATE UNIQUE INDEX "referral_batch_communityId_onDay_key" ON "referral_batch"("communityId", "onDay");

-- CreateIndex
CREATE INDEX "referral_batch_case_communityId_status_idx" ON "referral_batch_case"("communityId", "status");

-- CreateIndex
CREATE INDEX "referral_batch_case_caseId_idx" ON "referral_batch_case"("caseId");

-- CreateIndex
CREATE INDEX "means_alert_communityId_at_idx" ON "means_alert"("communityId", "at");

-- CreateIndex
CREATE INDEX "means_alert_accountId_idx" ON "means_alert"("accountId");

-- CreateIndex
CREATE UNIQUE INDEX "means_alert_source_sourceId_key" ON "means_alert"("source", "sourceId");

-- AddForeignKey
ALTER TABLE "referral_batch_case" ADD CONSTRAINT "referral_batch_case_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "referral_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "community"
  ADD CONSTRAINT "community_national_rules" CHECK ('national' = ANY ("rulePacks"));
ALTER TABLE "community_document"
  ADD CONSTRAINT "community_document_kind"
    CHECK ("kind" IN ('contract', 'price_filing', 'resolution', 'licence', 'authorisation', 'committee', 'other')),
  ADD CONSTRAINT "community_document_forward" CHECK ("validTo" IS NULL OR "validFrom" <= "validTo"),
  ADD CONSTRAINT "community_document_sha256" CHECK ("sha256" ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT "community_document_withdrawn"
    CHECK (("withdrawnAt" IS NULL) = ("withdrawnById" IS NULL) AND ("withdrawnAt" IS NULL) = ("withdrawnReason" IS NULL)),
  ADD CONSTRAINT "community_document_validFrom_is_day" CHECK ("validFrom" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ADD CONSTRAINT "community_document_validTo_is_day" CHECK ("validTo" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$');
ALTER TABLE "committee_urging"
  ADD CONSTRAINT "committee_urging_state" CHECK ("state" IN ('urged', 'none_formed', 'asked')),
  ADD CONSTRAINT "committee_urging_households" CHECK ("state" = 'none_formed' OR ("households" IS NOT NULL AND "households" > 0)),
  ADD CONSTRAINT "committee_urging_onDay_is_day" CHECK ("onDay" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ADD CONSTRAINT "committee_urging_list"
    CHECK (("listReleasedAt" IS NULL) = ("listReleasedById" IS NULL) AND ("listReleasedAt" IS NULL) = ("listReleaseReason" IS NULL));
ALTER TABLE "referral_batch"
  ADD CONSTRAINT "referral_batch_onDay_is_day" CHECK ("onDay" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$');
ALTER TABLE "referral_batch_case"
  ADD CONSTRAINT "referral_batch_case_status"
    CHECK ("status" IN ('gathered', 'requested', 'approved', 'declined', 'withdrawn')),
  ADD CONSTRAINT "referral_batch_case_requested"
    CHECK ("status" NOT IN ('requested', 'approved', 'declined') OR "requestedById" IS NOT NULL);
ALTER TABLE "means_alert"
  ADD CONSTRAINT "means_alert_kinds" CHECK (cardinality("kinds") > 0);

-- A case is proposed in one batch at a time.
CREATE UNIQUE INDEX "referral_batch_case_one_open" ON "referral_batch_case" ("caseId") WHERE "status" IN ('gathered', 'requested');

-- What counsel wrote, who chose it, and what a community can prove, stand as they were written.
REVOKE UPDATE, DELETE, TRUNCATE ON "rule_pack" FROM cuijiao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "rule_pack_change" FROM cuijiao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "community_document" FROM cuijiao_app;
GRANT UPDATE ("withdrawnById", "withdrawnAt", "withdrawnReason") ON "community_document" TO cuijiao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "committee_urging" FROM cuijiao_app;
GRANT UPDATE ("listReleasedById", "listReleasedAt", "listReleaseReason") ON "committee_urging" TO cuijiao_app;
REVOKE DELETE, TRUNCATE ON "referral_batch" FROM cuijiao_app;
REVOKE DELETE, TRUNCATE ON "referral_batch_case" FROM cuijiao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "means_alert" FROM cuijiao_app;
GRANT UPDATE ("taskId") ON "means_alert" TO cuijiao_app;
