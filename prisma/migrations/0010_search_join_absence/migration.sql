-- AlterTable
ALTER TABLE "address" ADD COLUMN     "lastFourIndex" TEXT;

-- AlterTable
ALTER TABLE "payment" ADD COLUMN     "payerIndex" TEXT;

-- AlterTable
ALTER TABLE "task" ADD COLUMN     "standInForId" UUID;

-- AlterTable
ALTER TABLE "task_outcome" ADD COLUMN     "commandId" UUID;

-- CreateTable
CREATE TABLE "absence" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "fromOn" VARCHAR(10) NOT NULL,
    "untilOn" VARCHAR(10) NOT NULL,
    "standInId" UUID,
    "setById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "begunAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "absence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_move" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "fromId" UUID NOT NULL,
    "intoId" UUID NOT NULL,
    "undoesId" UUID,
    "reasonSealed" TEXT NOT NULL,
    "byId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "moved" JSONB NOT NULL,
    "followUps" JSONB NOT NULL DEFAULT '[]',
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "account_move_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "search_log" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "byId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "accountIds" UUID[],
    "at" TIMESTAMPTZ(3) NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "search_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "absence_communityId_endedAt_idx" ON "absence"("communityId", "endedAt");

-- CreateIndex
CREATE INDEX "absence_userId_idx" ON "absence"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "account_move_undoesId_key" ON "account_move"("undoesId");

-- CreateIndex
CREATE INDEX "account_move_communityId_finishedAt_idx" ON "account_move"("communityId", "finishedAt");

-- CreateIndex
CREATE INDEX "account_move_fromId_idx" ON "account_move"("fromId");

-- CreateIndex
CREATE INDEX "account_move_intoId_idx" ON "account_move"("intoId");

-- CreateIndex
CREATE INDEX "search_log_communityId_at_idx" ON "search_log"("communityId", "at");

-- CreateIndex
CREATE INDEX "address_communityId_lastFourIndex_idx" ON "address"("communityId", "lastFourIndex");

-- CreateIndex
CREATE INDEX "account_mergedIntoId_idx" ON "account"("mergedIntoId");

-- CreateIndex
CREATE INDEX "payment_communityId_payerIndex_idx" ON "payment"("communityId", "payerIndex");

-- CreateIndex
CREATE INDEX "contact_communityId_providerRef_idx" ON "contact"("communityId", "providerRef");

-- CreateIndex
CREATE INDEX "task_standInForId_idx" ON "task"("standInForId");

-- CreateIndex
CREATE UNIQUE INDEX "task_outcome_commandId_key" ON "task_outcome"("commandId");

ALTER TABLE "absence"
  ADD CONSTRAINT "absence_fromOn_is_day" CHECK ("fromOn" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ADD CONSTRAINT "absence_untilOn_is_day" CHECK ("untilOn" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ADD CONSTRAINT "absence_forward" CHECK ("fromOn" <= "untilOn"),
  ADD CONSTRAINT "absence_somebody_else" CHECK ("standInId" <> "userId");
ALTER TABLE "account_move"
  ADD CONSTRAINT "account_move_kind" CHECK ("kind" IN ('join', 'split')),
  ADD CONSTRAINT "account_move_another" CHECK ("fromId" <> "intoId");
ALTER TABLE "search_log" ADD CONSTRAINT "search_log_kind" CHECK ("kind" IN ('name', 'phone', 'last_four'));

REVOKE DELETE, TRUNCATE ON "account_move", "absence" FROM cuijiao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "search_log" FROM cuijiao_app;
CREATE TRIGGER "search_log_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "search_log"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();

-- Who is away now stays away: one row a person, until the last of his days.
INSERT INTO "absence" ("id", "communityId", "userId", "fromOn", "untilOn", "setById", "begunAt")
SELECT gen_random_uuid(), s."communityId", s."stewardId", least(to_char(now(), 'YYYY-MM-DD'), max(s."awayUntilOn")),
  max(s."awayUntilOn"), s."stewardId", now()
FROM "stewardship" s WHERE s."awayUntilOn" IS NOT NULL GROUP BY s."communityId", s."stewardId";
ALTER TABLE "stewardship" DROP COLUMN "awayUntilOn";

-- What is typed into the search box: a code without its dashes, building and room alone, the room alone. "C", so that a beginning is a range.
CREATE INDEX "charge_object_plain_code" ON "charge_object"
  ("communityId", (translate("code", '- /#:.', '') COLLATE "C"));
CREATE INDEX "charge_object_building_room" ON "charge_object"
  ("communityId", (("building" || "room") COLLATE "C")) WHERE "room" IS NOT NULL;
CREATE INDEX "charge_object_room" ON "charge_object" ("communityId", "room");

-- What was there before is filled in by and by.
CREATE INDEX "address_without_last_four" ON "address" ("communityId") WHERE "kind" = 'phone' AND "lastFourIndex" IS NULL;
CREATE INDEX "payment_without_payer" ON "payment" ("communityId") WHERE "payerSealed" IS NOT NULL AND "payerIndex" IS NULL;
