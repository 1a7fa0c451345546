-- What sums over a charge, and what takes a payment back, looks rows up by these.
CREATE INDEX "account_communityId_label_idx" ON "account"("communityId", "label");
CREATE INDEX "allocation_paymentId_idx" ON "allocation"("paymentId");
CREATE INDEX "waiver_chargeId_idx" ON "waiver"("chargeId");
CREATE INDEX "prepayment_entry_paymentId_idx" ON "prepayment_entry"("paymentId");

-- The same rule as before, one standing charge of a key, without a predicate: before the first statistics are gathered a planner takes a
-- partial index for a small one, and reads all of it for every account.
DROP INDEX "charge_one_standing";
CREATE UNIQUE INDEX "charge_one_standing" ON "charge" (
  (CASE WHEN "status" = 'standing' THEN "objectId" END), "item", "periodFrom", "periodTo", coalesce("sourceId", ''));
