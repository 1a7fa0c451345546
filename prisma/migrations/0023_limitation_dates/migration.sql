-- CreateIndex
CREATE INDEX "limitation_interruption_chargeIds_idx" ON "limitation_interruption" USING GIN ("chargeIds");

-- The limitation dates as the database reckons them, so that lists, totals and the daily alarm need no case. The same rules as
-- src/domain/limitation.ts, which explains them; a test compares the two.

-- Where each charge was, and from which day to which: its account, and those that it came from by a join or a split.
CREATE FUNCTION cuijiao_charge_stays(charges uuid[])
RETURNS TABLE ("chargeId" uuid, "accountId" uuid, "fromOn" text, "toOn" text)
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE stay AS (
    SELECT c."id" AS "chargeId", c."accountId", NULL::text AS "toOn", 'infinity'::timestamptz AS "before"
    FROM "charge" c WHERE c."id" = ANY(charges)
    UNION ALL
    SELECT s."chargeId", m."fromId", to_char(m."at" AT TIME ZONE co."zone", 'YYYY-MM-DD'), m."at"
    FROM stay s
    JOIN LATERAL (
      SELECT * FROM "account_move" one
      WHERE one."intoId" = s."accountId" AND one."at" < s."before" AND (one."moved" -> 'chargeIds') ? s."chargeId"::text
      ORDER BY one."at" DESC LIMIT 1) m ON true
    JOIN "community" co ON co."id" = m."communityId"
  )
  SELECT "chargeId", "accountId", lead("toOn") OVER (PARTITION BY "chargeId" ORDER BY "before" DESC), "toOn" FROM stay
$$;

-- A corrected bill is the debt of the one that it replaced.
CREATE FUNCTION cuijiao_charge_lineage(charges uuid[])
RETURNS TABLE ("chargeId" uuid, "wasId" uuid)
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE lineage AS (
    SELECT id AS "chargeId", id AS "wasId" FROM unnest(charges) AS id
    UNION
    SELECT l."chargeId", c."id" FROM lineage l JOIN "charge" c ON c."replacedById" = l."wasId"
  )
  SELECT "chargeId", "wasId" FROM lineage
$$;

-- The ledger of interruptions of each charge: demands as they were graded, part payments, and what people recorded and nobody withdrew.
CREATE FUNCTION cuijiao_charge_interruptions(charges uuid[])
RETURNS TABLE ("chargeId" uuid, "onDay" text, "kind" text, "grade" text, "confirmed" boolean, "evidenceId" text, "source" text, "recordId" uuid)
LANGUAGE sql STABLE AS $$
  WITH stay AS MATERIALIZED (SELECT * FROM cuijiao_charge_stays(charges)),
  lineage AS MATERIALIZED (SELECT * FROM cuijiao_charge_lineage(charges)),
  account AS MATERIALIZED (SELECT array_agg(DISTINCT "accountId") AS ids FROM stay),
  recorded AS MATERIALIZED (
    SELECT r.*, NOT r."needsConfirmation" OR EXISTS (
        SELECT FROM "limitation_interruption" a WHERE a."refersToId" = r."id" AND a."kind" = 'confirmation') AS "confirmed"
    FROM "limitation_interruption" r
    WHERE (r."accountId" = ANY((SELECT ids FROM account)::uuid[])
        OR r."chargeIds" && (SELECT array_agg("wasId") FROM lineage))
      AND r."kind" NOT IN ('withdrawal', 'confirmation', 'suspension')
      AND NOT EXISTS (SELECT FROM "limitation_interruption" a WHERE a."refersToId" = r."id" AND a."kind" = 'withdrawal')
      -- a payment that was reversed acknowledged nothing
      AND (r."paymentId" IS NULL OR EXISTS (SELECT FROM "payment" p WHERE p."id" = r."paymentId" AND p."status" = 'booked'))
  )
  SELECT s."chargeId", d."onDay", 'demand', k."grade", true, k."stepKey", 'contact', NULL::uuid
  FROM stay s
  JOIN "contact" k ON k."accountId" = s."accountId" AND k."class" IN ('dunning', 'formal') AND k."grade" <> 'none'
  JOIN "community" co ON co."id" = k."communityId"
  JOIN "charge" c ON c."id" = s."chargeId"
  LEFT JOIN "paper_item" i ON i."id" = k."paperItemId"
  -- a letter counts from the day on which the courier had it signed for, however late that was written down
  CROSS JOIN LATERAL (
    SELECT least(to_char(coalesce(k."outcomeAt", k."claimedAt") AT TIME ZONE co."zone", 'YYYY-MM-DD'),
      CASE WHEN i."courierState" = 'signed' THEN i."courierOn" END) AS "onDay") d
  WHERE (s."fromOn" IS NULL OR d."onDay" >= s."fromOn") AND (s."toOn" IS NULL OR d."onDay" <= s."toOn")
    -- a notice speaks of the charges that it names
    AND (i."id" IS NULL OR EXISTS (
      SELECT FROM jsonb_array_elements(i."lines") line
      JOIN lineage l ON l."wasId"::text = line ->> 'chargeId' AND l."chargeId" = s."chargeId"))
    -- nobody asks for an amount that is objected to
    AND (c."disputedAt" IS NULL OR d."onDay" < to_char(c."disputedAt" AT TIME ZONE co."zone", 'YYYY-MM-DD'))
  UNION ALL
  -- whether the debtor himself acknowledged by a payment only a person can say
  SELECT l."chargeId", min(a."onDay"), 'part_payment', 'none', false, a."paymentId"::text, 'payment', NULL::uuid
  FROM lineage l
  JOIN "allocation" a ON a."chargeId" = l."wasId"
  JOIN "payment" p ON p."id" = a."paymentId" AND p."status" = 'booked'
  WHERE NOT EXISTS (SELECT FROM recorded r WHERE r."paymentId" = a."paymentId")
  GROUP BY l."chargeId", a."paymentId"
  UNION ALL
  SELECT DISTINCT l."chargeId", r."onDay", r."kind", r."grade", r."confirmed", 'interruption/' || r."id", r."source", r."id"
  FROM recorded r JOIN lineage l ON l."wasId" = ANY(r."chargeIds")
  UNION ALL
  SELECT s."chargeId", r."onDay", r."kind", r."grade", r."confirmed", 'interruption/' || r."id", r."source", r."id"
  FROM recorded r JOIN stay s ON s."accountId" = r."accountId"
  WHERE r."chargeIds" = '{}' AND (s."fromOn" IS NULL OR r."onDay" >= s."fromOn") AND (s."toOn" IS NULL OR r."onDay" <= s."toOn")
$$;

-- Civil Code 188, 192, 195: three years from the due date, and again from each interruption that comes in time and counts.
CREATE FUNCTION cuijiao_limitation_step(until date, due text, "kind" text, "grade" text, "onDay" text)
RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN "kind" IS NULL THEN coalesce(until, (due::date + interval '3 years')::date)
    WHEN "kind" IN ('demand', 'acknowledgement') AND "grade" <> 'arrived'
      THEN coalesce(until, (due::date + interval '3 years')::date)
    WHEN "kind" <> 'acknowledgement' AND "onDay"::date > coalesce(until, (due::date + interval '3 years')::date)
      THEN coalesce(until, (due::date + interval '3 years')::date)
    ELSE greatest(coalesce(until, (due::date + interval '3 years')::date), ("onDay"::date + interval '3 years')::date)
  END
$$;
CREATE AGGREGATE cuijiao_limitation(due text, "kind" text, "grade" text, "onDay" text) (
  SFUNC = cuijiao_limitation_step, STYPE = date
);

-- Of each charge: the day before which to act, and what it would be if everything that waits for a confirmation were confirmed.
CREATE FUNCTION cuijiao_charge_limitations(charges uuid[])
RETURNS TABLE ("chargeId" uuid, "actBefore" text, "ifConfirmedOn" text)
LANGUAGE sql STABLE AS $$
  SELECT c."id",
    to_char(coalesce(
      cuijiao_limitation(c."dueOn", i."kind", i."grade", i."onDay" ORDER BY i."onDay") FILTER (WHERE i."confirmed" IS NOT false),
      (c."dueOn"::date + interval '3 years')::date), 'YYYY-MM-DD'),
    to_char(cuijiao_limitation(c."dueOn", i."kind", i."grade", i."onDay" ORDER BY i."onDay"), 'YYYY-MM-DD')
  FROM "charge" c
  LEFT JOIN cuijiao_charge_interruptions(charges) i ON i."chargeId" = c."id"
  WHERE c."id" = ANY(charges)
  GROUP BY c."id"
$$;

