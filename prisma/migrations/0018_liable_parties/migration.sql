-- AlterTable
ALTER TABLE "party" ADD COLUMN     "deceasedOn" VARCHAR(10);

-- AlterTable
ALTER TABLE "charge" ADD COLUMN     "proratedFromId" UUID;

-- CreateTable
CREATE TABLE "liability" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "partyId" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "objectId" UUID,
    "fromOn" VARCHAR(10) NOT NULL,
    "untilOn" VARCHAR(10),
    "basisSealed" TEXT NOT NULL,
    "fileIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "setById" UUID NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL,
    "endedById" UUID,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "liability_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "liability_accountId_idx" ON "liability"("accountId");

-- CreateIndex
CREATE INDEX "liability_partyId_idx" ON "liability"("partyId");

-- AddForeignKey
ALTER TABLE "liability" ADD CONSTRAINT "liability_partyId_fkey" FOREIGN KEY ("partyId") REFERENCES "party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
