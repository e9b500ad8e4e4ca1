//! Storms, cuts and kills: what must hold whatever happened.

mod audit;
mod images;
mod kill;
mod storm;
