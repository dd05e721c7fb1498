//! The loop of one console: it ties the station's handle, the terminal and the console's model; effects happen only here.

mod effects;
mod loupe;
mod runtime;
mod screen;
mod telling;

pub use runtime::{AppError, ConsoleOptions, run};
pub use screen::{Asked, Drawn, Heard, Means, Screen};
