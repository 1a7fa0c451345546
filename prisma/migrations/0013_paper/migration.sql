-- Notices on paper: printed, sealed, posted or mailed in batches.
-- AlterTable
ALTER TABLE "contact" ADD COLUMN     "paperItemId" UUID;

-- CreateTable
CREATE TABLE "paper_batch" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "onDay" VARCHAR(10) NOT NULL,
    "lastDayOn" VARCHAR(10) NOT NULL,
    "building" TEXT,
    "stewardId" UUID,
    "roomOnSlips" BOOLEAN NOT NULL DEFAULT false,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "realCreatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leftOut" JSONB NOT NULL DEFAULT '[]',
    "printedAt" TIMESTAMPTZ(3),
    "noticesSha256" TEXT,
    "slipsSha256" TEXT,
    "approvedById" UUID,
    "approvedAt" TIMESTAMPTZ(3),
    "sealedById" UUID,
    "sealedOn" VARCHAR(10),
    "sealedAt" TIMESTAMPTZ(3),
    "copies" INTEGER,
    "outById" UUID,
    "outAt" TIMESTAMPTZ(3),
    "carrier" TEXT,
    "costFen" INTEGER,

    CONSTRAINT "paper_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "paper_item" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "batchId" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "printedOn" VARCHAR(10) NOT NULL,
    "serial" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "caseId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "stepKey" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "partyId" UUID NOT NULL,
    "addressIndex" TEXT,
    "ledgerVersion" INTEGER NOT NULL,
    "amountFen" INTEGER NOT NULL,
    "deadlineOn" VARCHAR(10) NOT NULL,
    "lines" JSONB NOT NULL,
    "templateId" TEXT NOT NULL,
    "textSealed" TEXT NOT NULL,
    "pageSealed" TEXT NOT NULL,
    "sha256" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "voidedAt" TIMESTAMPTZ(3),
    "voidedById" UUID,
    "voidReason" TEXT,
    "replacesId" UUID,
    "trackingNumber" TEXT,
    "courierState" TEXT,
    "courierOn" VARCHAR(10),
    "courierNoteSealed" TEXT,

    CONSTRAINT "paper_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "paper_photo" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "batchId" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "mediaType" TEXT NOT NULL,
    "shows" TEXT NOT NULL,
    "byId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "paper_photo_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "paper_batch_communityId_createdAt_idx" ON "paper_batch"("communityId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "paper_item_replacesId_key" ON "paper_item"("replacesId");

-- CreateIndex
CREATE INDEX "paper_item_batchId_position_idx" ON "paper_item"("batchId", "position");

-- CreateIndex
CREATE INDEX "paper_item_taskId_idx" ON "paper_item"("taskId");

-- CreateIndex
CREATE INDEX "paper_item_caseId_idx" ON "paper_item"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "paper_item_communityId_number_key" ON "paper_item"("communityId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "paper_item_communityId_printedOn_serial_key" ON "paper_item"("communityId", "printedOn", "serial");

-- CreateIndex
CREATE UNIQUE INDEX "paper_item_communityId_trackingNumber_key" ON "paper_item"("communityId", "trackingNumber");

-- CreateIndex
CREATE UNIQUE INDEX "paper_photo_batchId_shows_sha256_key" ON "paper_photo"("batchId", "shows", "sha256");

-- CreateIndex
CREATE INDEX "contact_paperItemId_idx" ON "contact"("paperItemId");

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_paperItemId_fkey" FOREIGN KEY ("paperItemId") REFERENCES "paper_item"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "paper_item" ADD CONSTRAINT "paper_item_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "paper_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "paper_item" ADD CONSTRAINT "paper_item_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "dunning_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "paper_photo" ADD CONSTRAINT "paper_photo_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "paper_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "paper_batch"
  ADD CONSTRAINT "paper_batch_kind" CHECK ("kind" IN ('posting', 'mailing')),
  ADD CONSTRAINT "paper_batch_forward" CHECK ("onDay" <= "lastDayOn"),
  ADD CONSTRAINT "paper_batch_sealed_whole" CHECK (("sealedAt" IS NULL) = ("sealedById" IS NULL OR "sealedOn" IS NULL OR "copies" IS NULL)),
  ADD CONSTRAINT "paper_batch_sealed_once_approved" CHECK ("sealedAt" IS NULL OR "approvedAt" IS NOT NULL),
  ADD CONSTRAINT "paper_batch_approved_by_another" CHECK ("approvedById" <> "createdById"),
  ADD CONSTRAINT "paper_batch_cost" CHECK ("costFen" >= 0),
  ADD CONSTRAINT "paper_batch_onDay_is_day" CHECK ("onDay" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ADD CONSTRAINT "paper_batch_lastDayOn_is_day" CHECK ("lastDayOn" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$');
ALTER TABLE "paper_item"
  ADD CONSTRAINT "paper_item_channel" CHECK ("channel" IN ('post', 'mail')),
  ADD CONSTRAINT "paper_item_amount" CHECK ("amountFen" > 0),
  ADD CONSTRAINT "paper_item_sha256" CHECK ("sha256" ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT "paper_item_courier_state"
    CHECK ("courierState" IN ('dispatched', 'signed', 'refused', 'returned', 'querying')),
  ADD CONSTRAINT "paper_item_deadlineOn_is_day" CHECK ("deadlineOn" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$');
ALTER TABLE "paper_photo" ADD CONSTRAINT "paper_photo_shows" CHECK ("shows" IN ('content', 'sealing'));

-- One letter that counts for a task at a time, however many print at once.
CREATE UNIQUE INDEX "paper_item_one_standing" ON "paper_item" ("taskId") WHERE "voidedAt" IS NULL;

-- What is printed is fixed: only what becomes of it is written down later.
REVOKE UPDATE, DELETE, TRUNCATE ON "paper_item" FROM cuijiao_app;
GRANT UPDATE ("sha256", "voidedAt", "voidedById", "voidReason", "trackingNumber", "courierState", "courierOn", "courierNoteSealed")
  ON "paper_item" TO cuijiao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "paper_photo" FROM cuijiao_app;
REVOKE DELETE, TRUNCATE ON "paper_batch" FROM cuijiao_app;
