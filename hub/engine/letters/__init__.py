"""Dead letters after they were written: chosen, shown without content, replayed, discarded."""
