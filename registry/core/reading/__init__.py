"""What a group sends, in any of the formats that are taken, becomes quads that know their places."""
