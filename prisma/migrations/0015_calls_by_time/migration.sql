-- What was sent in the last days is asked for its receipt.
-- CreateIndex
CREATE INDEX "contact_calledAt_idx" ON "contact"("calledAt");
