//! A world that answers like WeCom.
