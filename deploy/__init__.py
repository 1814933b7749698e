"""What brings the hub onto a machine."""
