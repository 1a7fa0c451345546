-- CreateTable
CREATE TABLE "provider_stop" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "templateId" TEXT,
    "addressIndex" TEXT,
    "class" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "contactId" UUID NOT NULL,
    "realSince" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "realUntil" TIMESTAMPTZ(3),
    "liftedAt" TIMESTAMPTZ(3),
    "liftedById" UUID,

    CONSTRAINT "provider_stop_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "provider_stop_communityId_channel_liftedAt_idx" ON "provider_stop"("communityId", "channel", "liftedAt");
