//! One test binary: what holds between the parts.

mod cases;
mod layers;
mod screens;
mod sim;
mod store;
mod terminal;
