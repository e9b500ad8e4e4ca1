//! What the engine promises to whoever sits at it, over the whole way from the wire to the view.

mod clock;
mod company;
mod consoles;
mod forms;
mod heat;
mod jobs;
mod learning;
mod passes;
mod restarts;
mod schedule;
mod stage;
mod steps;
mod streams;
mod traces;
mod vanishing;
mod y_cases;
