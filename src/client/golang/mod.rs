//! wip
mod literal;
mod lower;
mod syntax;
mod tree;
