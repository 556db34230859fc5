"""How well Wegwijzer understands: measured, with intervals, beside what it has to reach."""
