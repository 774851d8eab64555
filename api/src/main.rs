//! `remedy`: look a failure up and get a proven solution.

mod embedded;
mod pages;
mod problem;
mod served;

fn main() {}
