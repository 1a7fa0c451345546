-- CreateTable
CREATE TABLE "limitation_interruption" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "chargeIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "kind" TEXT NOT NULL,
    "onDay" VARCHAR(10) NOT NULL,
    "grade" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "needsConfirmation" BOOLEAN NOT NULL DEFAULT false,
    "channel" TEXT,
    "deadlineOn" VARCHAR(10),
    "refersToId" UUID,
    "paymentId" UUID,
    "evidenceKey" TEXT,
    "fileIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "byId" UUID NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "reasonSealed" TEXT NOT NULL,
    "realAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "limitation_interruption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "limitation_alarm" (
    "chargeId" UUID NOT NULL,
    "actBefore" VARCHAR(10) NOT NULL,
    "thresholdDays" INTEGER NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "raisedOn" VARCHAR(10) NOT NULL,
    "taskId" UUID,

    CONSTRAINT "limitation_alarm_pkey" PRIMARY KEY ("chargeId","actBefore","thresholdDays")
);

-- CreateTable
CREATE TABLE "limitation_request" (
    "id" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "caseId" UUID,
    "kind" TEXT NOT NULL,
    "means" TEXT,
    "chargeIds" UUID[],
    "requestedById" UUID NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "reasonSealed" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'asked',
    "stepKey" TEXT,
    "endedAt" TIMESTAMPTZ(3),
    "endReason" TEXT,

    CONSTRAINT "limitation_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "limitation_answer" (
    "id" UUID NOT NULL,
    "requestId" UUID NOT NULL,
    "communityId" UUID NOT NULL,
    "office" TEXT NOT NULL,
    "byId" UUID NOT NULL,
    "approved" BOOLEAN NOT NULL,
    "reasonSealed" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "limitation_answer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "limitation_interruption_accountId_idx" ON "limitation_interruption"("accountId");

-- CreateIndex
CREATE UNIQUE INDEX "limitation_interruption_refersToId_kind_key" ON "limitation_interruption"("refersToId", "kind");

-- CreateIndex
CREATE INDEX "limitation_alarm_accountId_idx" ON "limitation_alarm"("accountId");

-- CreateIndex
CREATE INDEX "limitation_request_accountId_idx" ON "limitation_request"("accountId");

-- CreateIndex
CREATE INDEX "limitation_request_communityId_status_idx" ON "limitation_request"("communityId", "status");

-- CreateIndex
CREATE UNIQUE INDEX "limitation_answer_requestId_office_key" ON "limitation_answer"("requestId", "office");

-- CreateIndex
CREATE UNIQUE INDEX "limitation_answer_requestId_byId_key" ON "limitation_answer"("requestId", "byId");

-- ── Rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE "limitation_interruption"
  ADD CONSTRAINT "limitation_interruption_kind" CHECK ("kind" IN
    ('demand', 'part_payment', 'acknowledgement', 'filing', 'payment_order', 'mediation', 'suspension', 'withdrawal', 'confirmation')),
  ADD CONSTRAINT "limitation_interruption_grade" CHECK ("grade" IN ('arrived', 'sent', 'spoken', 'none')),
  ADD CONSTRAINT "limitation_interruption_source" CHECK ("source" IN ('staff', 'hold', 'milestone', 'safeguard', 'brought_in')),
  ADD CONSTRAINT "limitation_interruption_refers" CHECK (("kind" IN ('withdrawal', 'confirmation')) = ("refersToId" IS NOT NULL)),
  ADD CONSTRAINT "limitation_interruption_onDay_is_day" CHECK ("onDay" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ADD CONSTRAINT "limitation_interruption_deadlineOn_is_day" CHECK ("deadlineOn" ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ADD CONSTRAINT "limitation_interruption_of_another" FOREIGN KEY ("refersToId") REFERENCES "limitation_interruption" ("id");
ALTER TABLE "limitation_request"
  ADD CONSTRAINT "limitation_request_kind" CHECK ("kind" IN ('safeguard', 'naming')),
  ADD CONSTRAINT "limitation_request_means" CHECK (("kind" = 'safeguard') = ("means" IS NOT NULL) AND "means" IN ('ems', 'filing')),
  ADD CONSTRAINT "limitation_request_status" CHECK ("status" IN ('asked', 'approved', 'refused', 'withdrawn', 'done'));
ALTER TABLE "limitation_answer"
  ADD CONSTRAINT "limitation_answer_office" CHECK ("office" IN ('manager', 'counsel')),
  ADD CONSTRAINT "limitation_answer_of_request" FOREIGN KEY ("requestId") REFERENCES "limitation_request" ("id");

-- What was recorded stands: a correction is a row of its own, and an answer is given once.
REVOKE UPDATE, DELETE, TRUNCATE ON "limitation_interruption", "limitation_answer", "limitation_alarm" FROM cuijiao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "limitation_request" FROM cuijiao_app;
GRANT UPDATE ("status", "stepKey", "endedAt", "endReason") ON "limitation_request" TO cuijiao_app;
CREATE TRIGGER "limitation_interruption_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "limitation_interruption"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();
CREATE TRIGGER "limitation_answer_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "limitation_answer"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();

-- Four eyes: who asked answers neither.
CREATE FUNCTION cuijiao_limitation_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "limitation_request" r WHERE r."id" = NEW."requestId" AND r."requestedById" = NEW."byId") THEN
    RAISE EXCEPTION 'who asked for it does not answer it';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "limitation_answer_four_eyes" BEFORE INSERT ON "limitation_answer"
  FOR EACH ROW EXECUTE FUNCTION cuijiao_limitation_four_eyes();
