-- What Prisma's schema cannot say: rules that no program may break, and what the application's role may not do.

-- ── One of a kind ─────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE UNIQUE INDEX "dunning_case_one_live_per_account" ON "dunning_case" ("accountId") WHERE "status" IN ('open', 'settled');
CREATE UNIQUE INDEX "wave_one_scan_per_day" ON "wave" ("communityId", "onDay") WHERE "origin" = 'scan';
CREATE UNIQUE INDEX "task_outcome_one_correction" ON "task_outcome" ("correctsId") WHERE "correctsId" IS NOT NULL;

-- ── Civil days are days ───────────────────────────────────────────────────────────────────────────────────────────────

-- Every column of ten characters is a civil day; text sorts as days do only in this form.
DO $$
DECLARE
  day record;
BEGIN
  FOR day IN
    SELECT c.table_name, c.column_name
    FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
      AND c.data_type = 'character varying' AND c.character_maximum_length = 10
  LOOP
    EXECUTE format(
      'ALTER TABLE %1$I ADD CONSTRAINT %2$I CHECK (%3$I ~ ''^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'')',
      day.table_name, day.table_name || '_' || day.column_name || '_is_day', day.column_name);
  END LOOP;
END
$$;

ALTER TABLE "quiet_day" ADD CONSTRAINT "quiet_day_forward" CHECK ("fromOn" <= "toOn");
ALTER TABLE "pause" ADD CONSTRAINT "pause_forward" CHECK ("fromOn" <= "toOn");
ALTER TABLE "charge" ADD CONSTRAINT "charge_period_forward" CHECK ("periodFrom" <= "periodTo");

-- ── Amounts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE "charge"
  ADD CONSTRAINT "charge_amount" CHECK ("amountFen" >= 0),
  ADD CONSTRAINT "charge_late_fee" CHECK ("statedLateFeeFen" >= 0),
  ADD CONSTRAINT "charge_replaces_another" CHECK ("replacedById" <> "id");
ALTER TABLE "payment"
  ADD CONSTRAINT "payment_amount" CHECK ("amountFen" <> 0),
  ADD CONSTRAINT "payment_reversal_is_negative" CHECK ("status" <> 'reversal' OR "amountFen" < 0),
  ADD CONSTRAINT "payment_reverses_another" CHECK ("reversesId" <> "id");
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_amount" CHECK ("amountFen" <> 0);
ALTER TABLE "waiver" ADD CONSTRAINT "waiver_amount" CHECK ("amountFen" <> 0);
ALTER TABLE "prepayment_entry" ADD CONSTRAINT "prepayment_entry_amount" CHECK ("amountFen" <> 0);
ALTER TABLE "ledger_event"
  ADD CONSTRAINT "ledger_event_version" CHECK ("version" >= 1),
  ADD CONSTRAINT "ledger_event_amounts" CHECK ("claimableFen" >= 0 AND "principalFen" >= 0);
ALTER TABLE "account" ADD CONSTRAINT "account_ledger_version" CHECK ("ledgerVersion" >= 0);

-- ── Closed sets ───────────────────────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE "party" ADD CONSTRAINT "party_kind" CHECK ("kind" IN ('owner', 'occupier', 'developer', 'organisation'));
ALTER TABLE "address"
  ADD CONSTRAINT "address_kind" CHECK ("kind" IN ('phone', 'email', 'postal')),
  ADD CONSTRAINT "address_status" CHECK ("status" IN ('usable', 'unusable', 'dead', 'wrong'));
ALTER TABLE "charge_object" ADD CONSTRAINT "charge_object_kind" CHECK ("kind" IN ('room', 'parking', 'shop', 'villa', 'store'));
ALTER TABLE "charge" ADD CONSTRAINT "charge_status" CHECK ("status" IN ('standing', 'replaced', 'cancelled'));
ALTER TABLE "payment" ADD CONSTRAINT "payment_status" CHECK ("status" IN ('booked', 'parked', 'reversed', 'reversal'));
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_part" CHECK ("part" IN ('principal', 'late_fee'));
ALTER TABLE "waiver" ADD CONSTRAINT "waiver_part" CHECK ("part" IN ('principal', 'late_fee'));
ALTER TABLE "import_batch"
  ADD CONSTRAINT "import_batch_status" CHECK ("status" IN ('reading', 'previewed', 'accepting', 'accepted', 'refused'));
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_verdict" CHECK ("verdict" IN ('good', 'bad', 'repeated', 'same'));
ALTER TABLE "dunning_case"
  ADD CONSTRAINT "dunning_case_status" CHECK ("status" IN ('open', 'settled', 'closed')),
  ADD CONSTRAINT "dunning_case_closed" CHECK (("status" = 'closed') = ("closedAt" IS NOT NULL)),
  ADD CONSTRAINT "dunning_case_level" CHECK ("level" BETWEEN 1 AND 4),
  ADD CONSTRAINT "dunning_case_turn" CHECK ("turn" >= 0),
  ADD CONSTRAINT "dunning_case_amounts" CHECK ("claimableFen" >= 0 AND "principalFen" >= 0);
ALTER TABLE "wave"
  ADD CONSTRAINT "wave_origin" CHECK ("origin" IN ('import', 'scan')),
  ADD CONSTRAINT "wave_status" CHECK ("status" IN ('open', 'released', 'superseded')),
  ADD CONSTRAINT "wave_released" CHECK ("status" <> 'released' OR "releasedAt" IS NOT NULL);
ALTER TABLE "planned_step"
  ADD CONSTRAINT "planned_step_doer" CHECK ("doer" IN ('auto', 'task')),
  ADD CONSTRAINT "planned_step_end" CHECK ("end" IN ('done', 'unproven', 'replaced', 'withdrawn')),
  ADD CONSTRAINT "planned_step_ended" CHECK (("end" IS NULL) = ("endedAt" IS NULL)),
  -- a step is sent again once, never twice
  ADD CONSTRAINT "planned_step_key" CHECK ("key" ~ '^[^/]+/\d+/[^/]+/[01]$');
ALTER TABLE "contact"
  ADD CONSTRAINT "contact_channel" CHECK ("channel" IN ('sms', 'email', 'wechat', 'call', 'visit', 'post', 'mail')),
  ADD CONSTRAINT "contact_class" CHECK ("class" IN ('dunning', 'service', 'formal')),
  ADD CONSTRAINT "contact_grade" CHECK ("grade" IN ('arrived', 'sent', 'spoken', 'none'));
ALTER TABLE "task"
  ADD CONSTRAINT "task_status" CHECK ("status" IN ('open', 'started', 'done', 'withdrawn')),
  ADD CONSTRAINT "task_escalation" CHECK ("escalation" >= 0);
ALTER TABLE "command" ADD CONSTRAINT "command_status" CHECK ("status" IN ('received', 'accepted', 'refused'));
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_kind" CHECK ("kind" IN ('service', 'amount'));

-- Nothing sleeps for ever: a hold has an end, and an end is a time that comes.
ALTER TABLE "hold" ADD CONSTRAINT "hold_ends" CHECK (isfinite("endsAt"));
ALTER TABLE "dunning_case" ADD CONSTRAINT "dunning_case_wakes" CHECK (isfinite("wakeAt"));
ALTER TABLE "task" ADD CONSTRAINT "task_is_due" CHECK (isfinite("dueAt"));

-- ── Evidence only grows ───────────────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE "evidence_entry"
  ADD CONSTRAINT "evidence_entry_seq" CHECK ("seq" >= 1),
  ADD CONSTRAINT "evidence_entry_hashes"
    CHECK ("hash" ~ '^[0-9a-f]{64}$' AND "previous" ~ '^[0-9a-f]{64}$' AND "contentDigest" ~ '^[0-9a-f]{64}$');
ALTER TABLE "evidence_content"
  ADD CONSTRAINT "evidence_content_of_entry" FOREIGN KEY ("accountId", "seq") REFERENCES "evidence_entry" ("accountId", "seq");
ALTER TABLE "evidence_head" ADD CONSTRAINT "evidence_head_hash" CHECK ("seq" >= 0 AND "hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "evidence_file"
  ADD CONSTRAINT "evidence_file_sha256" CHECK ("sha256" ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT "evidence_file_size" CHECK ("size" > 0);

REVOKE UPDATE, DELETE, TRUNCATE ON "evidence_entry", "evidence_content", "evidence_file", "captured_message" FROM cuijiao_app;
REVOKE DELETE, TRUNCATE ON "evidence_head" FROM cuijiao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "allocation", "waiver", "ledger_event" FROM cuijiao_app;
REVOKE DELETE, TRUNCATE ON "contact", "planned_step", "dunning_case", "task_outcome", "command", "payment", "account" FROM cuijiao_app;
-- Cases pin a version: what it says never changes, only when it was put in force.
REVOKE UPDATE, DELETE, TRUNCATE ON "policy_version" FROM cuijiao_app;
GRANT UPDATE ("activatedAt") ON "policy_version" TO cuijiao_app;

-- The owner is bound as well, short of switching the triggers off. TRUNCATE passes row triggers by, so these are of statements.
CREATE FUNCTION cuijiao_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on %: these rows are only added to', TG_OP, TG_TABLE_NAME;
END
$$;

CREATE TRIGGER "evidence_entry_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "evidence_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();
CREATE TRIGGER "evidence_file_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "evidence_file"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();
CREATE TRIGGER "evidence_head_only_moves" BEFORE DELETE OR TRUNCATE ON "evidence_head"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();
CREATE TRIGGER "captured_message_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "captured_message"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();
CREATE TRIGGER "allocation_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "allocation"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();
CREATE TRIGGER "waiver_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "waiver"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();
CREATE TRIGGER "ledger_event_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_event"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_only_added_to();

-- A head moves on by entries that are there; it is never set back.
CREATE FUNCTION cuijiao_head_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."accountId" <> OLD."accountId" OR NEW."communityId" <> OLD."communityId" OR NEW."seq" <= OLD."seq"
    OR NOT EXISTS (
      SELECT FROM "evidence_entry" e
      WHERE e."accountId" = NEW."accountId" AND e."seq" = NEW."seq" AND e."hash" = NEW."hash")
  THEN
    RAISE EXCEPTION 'the head of a chain moves on to an entry that is there';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "evidence_head_moves_on" BEFORE UPDATE ON "evidence_head"
  FOR EACH ROW EXECUTE FUNCTION cuijiao_head_moves_on();

-- ── Lawful erasure and change of key ──────────────────────────────────────────────────────────────────────────────────

-- Contents lie apart from the chain, so that one that the law wants gone can go, and a new key can take over, while the chain
-- stays whole. Only this role can; nothing of the running service acts as it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cuijiao_eraser') THEN
    CREATE ROLE cuijiao_eraser NOLOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server was faster
END
$$;

DO $$
BEGIN
  EXECUTE format('GRANT cuijiao_eraser TO %I', current_user);
EXCEPTION
  WHEN insufficient_privilege OR invalid_grant_operation OR unique_violation THEN
    RAISE NOTICE 'role % cannot take on cuijiao_eraser: erasing needs a connection of its own', current_user;
END
$$;

GRANT USAGE ON SCHEMA public TO cuijiao_eraser;
GRANT SELECT, DELETE, UPDATE ("contentSealed") ON "evidence_content" TO cuijiao_eraser;

CREATE FUNCTION cuijiao_eraser_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' OR current_user <> 'cuijiao_eraser' THEN
    RAISE EXCEPTION '% on %: these rows are only added to', TG_OP, TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "evidence_content_eraser_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "evidence_content"
  FOR EACH STATEMENT EXECUTE FUNCTION cuijiao_eraser_only();
