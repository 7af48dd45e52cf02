"""Candidates, runs and the gate: cases → outputs, outputs + verdicts → approved or not."""
