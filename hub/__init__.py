"""Ketenhub: the event-driven hub between the registries of ZSM and the Veiligheidshuizen."""
