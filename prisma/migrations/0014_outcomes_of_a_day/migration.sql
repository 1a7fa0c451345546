-- CreateIndex
CREATE INDEX "task_outcome_communityId_at_idx" ON "task_outcome"("communityId", "at");
