"""What travels through the hub: identifiers, vocabulary, events, envelope, codec."""
