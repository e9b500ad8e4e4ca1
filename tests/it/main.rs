//! One test binary: what holds between the parts.

mod callbacks;
mod care;
mod cases;
mod cli;
mod contract;
mod crash;
mod desk;
mod engine;
mod foreign;
mod layers;
mod scenarios;
mod screens;
mod sim;
mod store;
mod sync;
mod terminal;
mod traces;
mod weather;
mod workshop;
