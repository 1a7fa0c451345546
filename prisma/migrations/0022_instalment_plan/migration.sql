-- AlterTable
ALTER TABLE "dispute" ADD COLUMN     "firstWordAt" TIMESTAMPTZ(3),
ADD COLUMN     "firstWordById" UUID,
ADD COLUMN     "stops" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "toldAt" TIMESTAMPTZ(3),
ADD COLUMN     "toldBy" TEXT;

-- CreateTable
CREATE TABLE "instalment_plan" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'requested',
    "instalments" JSONB NOT NULL,
    "totalFen" INTEGER NOT NULL,
    "charges" JSONB NOT NULL DEFAULT '[]',
    "lateFeeOnBreak" TEXT NOT NULL DEFAULT 'original',
    "waivedLateFeeFen" INTEGER NOT NULL DEFAULT 0,
    "waiverLostOnBreak" BOOLEAN NOT NULL DEFAULT false,
    "requestedById" UUID NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "reasonSealed" TEXT NOT NULL,
    "answeredById" UUID,
    "answeredAs" TEXT,
    "answeredAt" TIMESTAMPTZ(3),
    "answerSealed" TEXT,
    "fileIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "signedOn" VARCHAR(10),
    "holdId" UUID,
    "activatedById" UUID,
    "activatedAt" TIMESTAMPTZ(3),
    "activatedOn" VARCHAR(10),
    "endedAt" TIMESTAMPTZ(3),
    "endedOn" VARCHAR(10),

    CONSTRAINT "instalment_plan_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "instalment_plan_holdId_key" ON "instalment_plan"("holdId");

-- CreateIndex
CREATE INDEX "instalment_plan_accountId_idx" ON "instalment_plan"("accountId");

-- CreateIndex
CREATE INDEX "instalment_plan_communityId_status_idx" ON "instalment_plan"("communityId", "status");

-- Four eyes, and no plan lives without approval and the owner's signature, whatever a program says.
ALTER TABLE "instalment_plan"
  ADD CONSTRAINT "instalment_plan_kind" CHECK ("kind" IN ('tracking', 'rescheduling')),
  ADD CONSTRAINT "instalment_plan_total" CHECK ("totalFen" > 0 AND "waivedLateFeeFen" >= 0),
  ADD CONSTRAINT "instalment_plan_four_eyes" CHECK ("answeredById" IS NULL OR "answeredById" <> "requestedById"),
  ADD CONSTRAINT "instalment_plan_earned" CHECK (
    "status" IN ('requested', 'approved', 'refused', 'withdrawn')
    OR ("answeredById" IS NOT NULL AND cardinality("fileIds") > 0 AND "holdId" IS NOT NULL));
