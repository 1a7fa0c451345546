-- AlterTable
ALTER TABLE "policy_version" ADD COLUMN     "editorIds" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN     "reasonSealed" TEXT;

-- CreateTable
CREATE TABLE "policy_draft" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "fromVersion" INTEGER,
    "readyMade" TEXT,
    "createdById" UUID NOT NULL,
    "editorIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "endedById" UUID,
    "endedAt" TIMESTAMPTZ(3),
    "version" INTEGER,

    CONSTRAINT "policy_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_change" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "fromVersionId" UUID,
    "toVersionId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "byId" UUID,
    "byRole" TEXT,
    "reasonSealed" TEXT,

    CONSTRAINT "policy_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "policy_draft_communityId_status_idx" ON "policy_draft"("communityId", "status");

-- CreateIndex
CREATE INDEX "policy_change_communityId_at_idx" ON "policy_change"("communityId", "at");

ALTER TABLE "policy_draft"
  ADD CONSTRAINT "policy_draft_status" CHECK ("status" IN ('draft', 'proposed', 'discarded')),
  ADD CONSTRAINT "policy_draft_ended"
    CHECK (("status" = 'draft') = ("endedAt" IS NULL) AND ("status" = 'proposed') = ("version" IS NOT NULL)),
  ADD CONSTRAINT "policy_draft_revision" CHECK ("revision" >= 1);
REVOKE DELETE, TRUNCATE ON "policy_draft" FROM cuijiao_app;

-- Which policy was in force when, and whose word that was, stands as it was written.
REVOKE UPDATE, DELETE, TRUNCATE ON "policy_change" FROM cuijiao_app;
CREATE TRIGGER "policy_change_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "policy_change"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();
