-- What the charging system last stated of a charge, and the keys of staged rows.

ALTER TABLE "charge" ADD COLUMN "statedReceivedFen" INTEGER, ADD COLUMN "statedOn" VARCHAR(10);
ALTER TABLE "charge"
  ADD CONSTRAINT "charge_statedOn_is_day" CHECK ("statedOn" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ADD CONSTRAINT "charge_stated_whole" CHECK (("statedReceivedFen" IS NULL) OR ("statedOn" IS NOT NULL AND "statedReceivedFen" >= 0));

ALTER TABLE "import_row" ADD COLUMN "accountKey" TEXT NOT NULL DEFAULT '', ADD COLUMN "rowKey" TEXT NOT NULL DEFAULT '';
CREATE INDEX "import_row_batchId_accountKey_idx" ON "import_row"("batchId", "accountKey");
CREATE INDEX "import_row_batchId_rowKey_idx" ON "import_row"("batchId", "rowKey");

-- One standing charge for an item of an object in a period; the source's own id tells apart what shares all three.
CREATE UNIQUE INDEX "charge_one_standing" ON "charge" ("objectId", "item", "periodFrom", "periodTo", coalesce("sourceId", ''))
  WHERE "status" = 'standing';
