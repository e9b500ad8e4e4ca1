//! From rule and rows to verdicts.
