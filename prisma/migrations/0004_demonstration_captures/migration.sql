-- Invented people must never reach a real provider, whatever a program or an administrator does: a demonstration stays one, and
-- it only captures.
ALTER TABLE "community"
  ADD CONSTRAINT "community_demonstration_clock" CHECK (("clock" ->> 'kind' = 'demonstration') = "demonstration"),
  ADD CONSTRAINT "community_demonstration_captures"
    CHECK (NOT "demonstration" OR NOT jsonb_path_exists("providers", '$.* ? (@ != "capture")'));

CREATE FUNCTION cuijiao_community_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."demonstration" AND NOT NEW."demonstration" THEN
    RAISE EXCEPTION 'a community of demonstration stays one';
  END IF;
  -- receipts are complete up to a day, and never less than that
  IF NEW."bookedThrough" < OLD."bookedThrough" OR (NEW."bookedThrough" IS NULL AND OLD."bookedThrough" IS NOT NULL) THEN
    RAISE EXCEPTION 'bookedThrough never goes back';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "community_keeps" BEFORE UPDATE ON "community"
  FOR EACH ROW EXECUTE FUNCTION cuijiao_community_keeps();
