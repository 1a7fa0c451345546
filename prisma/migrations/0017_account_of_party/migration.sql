-- By a name or a number one finds the party, and by it the account.
-- CreateIndex
CREATE INDEX "account_partyId_idx" ON "account"("partyId");
