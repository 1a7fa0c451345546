-- AlterTable
ALTER TABLE "community" ADD COLUMN     "textsVersion" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "text_template" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "form" TEXT NOT NULL,
    "subject" TEXT,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "findings" JSONB NOT NULL DEFAULT '[]',
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "proposedById" UUID,
    "proposedAt" TIMESTAMPTZ(3),
    "approvedById" UUID,
    "approvedAt" TIMESTAMPTZ(3),
    "retiredById" UUID,
    "retiredAt" TIMESTAMPTZ(3),
    "refusedById" UUID,
    "refusedAt" TIMESTAMPTZ(3),
    "refusedReason" TEXT,

    CONSTRAINT "text_template_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "text_template_communityId_status_idx" ON "text_template"("communityId", "status");

-- CreateIndex
CREATE UNIQUE INDEX "text_template_communityId_code_version_key" ON "text_template"("communityId", "code", "version");

-- One wording of a text is in force, and none without a second person (law 8).
CREATE UNIQUE INDEX "text_template_one_active" ON "text_template" ("communityId", "code") WHERE "status" = 'active';
ALTER TABLE "text_template"
  ADD CONSTRAINT "text_template_version" CHECK ("version" >= 1),
  ADD CONSTRAINT "text_template_status" CHECK ("status" IN ('draft', 'proposed', 'active', 'retired', 'refused')),
  ADD CONSTRAINT "text_template_proposed" CHECK ("status" = 'draft' OR "proposedAt" IS NOT NULL),
  ADD CONSTRAINT "text_template_approved"
    CHECK ("status" NOT IN ('active', 'retired') OR ("approvedById" IS NOT NULL AND "approvedAt" IS NOT NULL)),
  ADD CONSTRAINT "text_template_second_person"
    CHECK ("approvedById" IS NULL
      OR ("approvedById" IS DISTINCT FROM "proposedById" AND "approvedById" IS DISTINCT FROM "createdById")),
  ADD CONSTRAINT "text_template_retired" CHECK (("status" = 'retired') = ("retiredAt" IS NOT NULL)),
  ADD CONSTRAINT "text_template_refused" CHECK (("status" = 'refused') = ("refusedAt" IS NOT NULL));

-- What was proposed, and what a contact names as `T1@2`, says the same for ever. Only a draft is still written at.
CREATE FUNCTION cuijiao_text_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."communityId" <> OLD."communityId" OR NEW."code" <> OLD."code" OR NEW."version" <> OLD."version" OR NEW."form" <> OLD."form"
    OR (OLD."status" <> 'draft' AND (NEW."body" <> OLD."body" OR NEW."subject" IS DISTINCT FROM OLD."subject"
      OR NEW."proposedById" IS DISTINCT FROM OLD."proposedById" OR NEW."createdById" IS DISTINCT FROM OLD."createdById"))
    OR (OLD."approvedById" IS NOT NULL AND (NEW."approvedById" IS DISTINCT FROM OLD."approvedById"
      OR NEW."approvedAt" IS DISTINCT FROM OLD."approvedAt"))
  THEN
    RAISE EXCEPTION 'a text that was proposed says the same for ever';
  END IF;
  IF OLD."status" <> NEW."status" AND (OLD."status", NEW."status") NOT IN (
    ('draft', 'proposed'), ('proposed', 'active'), ('proposed', 'refused'), ('active', 'retired'))
  THEN
    RAISE EXCEPTION 'a text does not go from % to %', OLD."status", NEW."status";
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "text_template_stands" BEFORE UPDATE ON "text_template"
  FOR EACH ROW EXECUTE FUNCTION cuijiao_text_stands();

REVOKE DELETE, TRUNCATE ON "text_template" FROM cuijiao_app;
