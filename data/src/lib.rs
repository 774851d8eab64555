//! The catalogue: the shape of its knowledge, from the files people write to the file that is served.
//!
//! | module | what it knows | feature |
//! |---|---|---|
//! | [`Solution`], [`Category`], [`Guide`] | the types that JSON, pages and widget share | |
//! | [`LookupAnswer`] | the one answer type | |
//! | [`Store`] | a compiled catalogue, read-only | `store` |
//! | [`compile()`], [`Mistake`] | from `data/` to `catalogue.sqlite`, or every mistake with its line | `compile` |
//!
//! Without features the crate is types only: that is what the widget compiles to WebAssembly.
//!
//! ```
//! # #[cfg(feature = "compile")] {
//! use remedy_data::{Store, compile};
//!
//! let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
//! let catalogue = compile(&root.join("data")).expect("the catalogue has no mistakes");
//! let store = Store::from_bytes(catalogue.leak()).expect("what was compiled can be opened");
//! assert!(store.solution("event-loop-already-running").expect("readable").is_some());
//! # }
//! ```

mod answer;
mod category;
#[cfg(feature = "compile")]
mod compile;
mod guide;
mod names;
#[cfg(feature = "store")]
mod schema;
mod solution;
mod solution_markdown;
#[cfg(feature = "store")]
mod store;

pub use answer::{CatalogueInfo, Elsewhere, LookupAnswer, Match};
pub use category::Category;
#[cfg(feature = "compile")]
pub use compile::{Mistake, ProofSpec, compile, lookup_documents, proof_digest, proofs};
pub use guide::{Guide, GuideSection, GuideSummary};
pub use solution::{
    AppliesTo, Fix, FixKind, Proof, ProofFile, Related, RelationKind, Runtime, Severity, Solution,
    SolutionSummary, Source, Verified,
};
#[cfg(feature = "store")]
pub use store::{SCHEMA_VERSION, SolutionFilter, Store, StoreError};
