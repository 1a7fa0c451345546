-- CreateTable
CREATE TABLE "cause_proposal" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "fromCause" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "changed" TEXT,
    "matter" TEXT,
    "evidence" JSONB NOT NULL DEFAULT '[]',
    "suggested" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "reasonSealed" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "proposedById" UUID NOT NULL,
    "proposedAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredById" UUID,
    "answeredAt" TIMESTAMPTZ(3),
    "answerSealed" TEXT,

    CONSTRAINT "cause_proposal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "cause_proposal_accountId_idx" ON "cause_proposal"("accountId");

-- CreateIndex
CREATE INDEX "cause_proposal_caseId_idx" ON "cause_proposal"("caseId");

-- CreateIndex
CREATE INDEX "cause_proposal_communityId_status_idx" ON "cause_proposal"("communityId", "status");

-- Who proposes does not answer; at most one proposal is open for a case.
ALTER TABLE "cause_proposal"
  ADD CONSTRAINT "cause_proposal_four_eyes" CHECK (
    "status" NOT IN ('confirmed', 'refused') OR ("answeredById" IS NOT NULL AND "answeredById" <> "proposedById"));
CREATE UNIQUE INDEX "cause_proposal_one_open" ON "cause_proposal"("caseId") WHERE "status" = 'open';
