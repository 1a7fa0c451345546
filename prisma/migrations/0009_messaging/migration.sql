-- Real providers: their settings by community, what they say later of a message, and what owners write back.
-- AlterTable
ALTER TABLE "community" ADD COLUMN     "messaging" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "contact" ADD COLUMN     "receiptAskedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "message_receipt" (
    "id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "rawSealed" TEXT NOT NULL,
    "realAt" TIMESTAMPTZ(3),
    "realReceivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "contactId" UUID,
    "communityId" UUID,

    CONSTRAINT "message_receipt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_reply" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID,
    "contactId" UUID,
    "provider" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "addressKind" TEXT NOT NULL,
    "addressIndex" TEXT NOT NULL,
    "textSealed" TEXT NOT NULL,
    "optOut" BOOLEAN NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL,
    "realReceivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "taskId" UUID,

    CONSTRAINT "message_reply_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "message_receipt_contactId_realReceivedAt_idx" ON "message_receipt"("contactId", "realReceivedAt");

-- CreateIndex
CREATE UNIQUE INDEX "message_receipt_provider_sender_ref_state_key" ON "message_receipt"("provider", "sender", "ref", "state");

-- CreateIndex
CREATE INDEX "message_reply_accountId_idx" ON "message_reply"("accountId");

-- CreateIndex
CREATE UNIQUE INDEX "message_reply_communityId_key_key" ON "message_reply"("communityId", "key");

-- CreateIndex
CREATE INDEX "contact_provider_providerRef_idx" ON "contact"("provider", "providerRef");

-- CreateIndex
CREATE INDEX "contact_addressIndex_calledAt_idx" ON "contact"("addressIndex", "calledAt");

ALTER TABLE "message_receipt" ADD CONSTRAINT "message_receipt_state" CHECK ("state" IN ('delivered', 'failed'));
ALTER TABLE "message_reply" ADD CONSTRAINT "message_reply_address_kind" CHECK ("addressKind" IN ('phone', 'email'));

-- What came in is only added to; a receipt is joined with its message later, a reply with its task.
REVOKE UPDATE, DELETE, TRUNCATE ON "message_receipt", "message_reply" FROM cuijiao_app;
GRANT UPDATE ("contactId", "communityId") ON "message_receipt" TO cuijiao_app;
GRANT UPDATE ("taskId") ON "message_reply" TO cuijiao_app;
