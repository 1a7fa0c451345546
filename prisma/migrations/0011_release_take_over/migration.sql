-- AlterTable
ALTER TABLE "pause" ADD COLUMN     "objectId" UUID,
ADD COLUMN     "origin" TEXT NOT NULL DEFAULT 'staff',
ADD COLUMN     "partyKind" TEXT,
ADD COLUMN     "waveId" UUID;

-- CreateTable
CREATE TABLE "take_over" (
    "accountId" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "importId" UUID NOT NULL,
    "doubtsSealed" TEXT NOT NULL,
    "doubts" INTEGER NOT NULL DEFAULT 0,
    "grave" BOOLEAN NOT NULL DEFAULT false,
    "lookedAt" TIMESTAMPTZ(3),
    "lookedById" UUID,
    "verdict" TEXT,
    "reasonSealed" TEXT,
    "replacesCaseId" UUID,

    CONSTRAINT "take_over_pkey" PRIMARY KEY ("accountId")
);

-- CreateIndex
CREATE INDEX "take_over_communityId_lookedAt_idx" ON "take_over"("communityId", "lookedAt");

ALTER TABLE "pause"
  ADD CONSTRAINT "pause_one_scope" CHECK (num_nonnulls("building", "accountId", "objectId", "partyKind") <= 1),
  ADD CONSTRAINT "pause_origin" CHECK ("origin" IN ('staff', 'list', 'release')),
  ADD CONSTRAINT "pause_party_kind" CHECK ("partyKind" IN ('owner', 'occupier', 'developer', 'organisation'));
ALTER TABLE "import_row" DROP CONSTRAINT "import_row_verdict",
  ADD CONSTRAINT "import_row_verdict" CHECK ("verdict" IN ('good', 'bad', 'repeated', 'same', 'left'));
ALTER TABLE "take_over"
  ADD CONSTRAINT "take_over_verdict" CHECK ("verdict" IN ('confirmed', 'corrected')),
  ADD CONSTRAINT "take_over_looked" CHECK (("verdict" IS NULL) = ("lookedAt" IS NULL));
REVOKE DELETE, TRUNCATE ON "take_over" FROM cuijiao_app;
