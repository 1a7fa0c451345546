-- Who named which provider for a channel, and with what settings.
-- CreateTable
CREATE TABLE "provider_change" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "settings" JSONB,
    "byId" UUID NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "provider_change_communityId_realAt_idx" ON "provider_change"("communityId", "realAt");

ALTER TABLE "provider_change" ADD CONSTRAINT "provider_change_channel" CHECK ("channel" IN ('sms', 'email'));
REVOKE UPDATE, DELETE, TRUNCATE ON "provider_change" FROM cuijiao_app;
