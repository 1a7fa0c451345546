-- What a case recorded last, so that a record which does not stand on it is recognised.
ALTER TABLE "dunning_case" ADD COLUMN     "recordDigest" TEXT,
ADD COLUMN     "recordLineage" TEXT[] DEFAULT ARRAY[]::TEXT[];
