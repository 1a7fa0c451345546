-- AlterTable
ALTER TABLE "offer" ADD COLUMN     "ledgerVersion" INTEGER NOT NULL;
