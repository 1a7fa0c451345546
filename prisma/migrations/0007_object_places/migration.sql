-- A charging system's own code names the same room: it is found by its place.
CREATE INDEX "charge_object_communityId_building_room_idx" ON "charge_object"("communityId", "building", "room");
